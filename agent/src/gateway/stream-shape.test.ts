/** Real streams of llama.cpp, as the clients of each API get them. */
import { describe, expect, it } from "vitest";
import { framesOf, hi, questionOf, recorded } from "../../../test/support/question-of.ts";
import { textOf } from "./latin1.ts";
import type { AnswerPath } from "./questions/question.ts";
import { streamShapeOf } from "./stream-shape.ts";

type Json = ReturnType<typeof JSON.parse>;
const chat = "/v1/chat/completions";

function play(name: string, path: AnswerPath, body: object) {
  const shape = streamShapeOf(questionOf(path, body), "req_1");
  let content = 0;
  let bytes = "";
  for (const frame of framesOf(name)) {
    const kind = shape.read(frame);
    if (kind === "content") content += 1;
    bytes += kind === "done" ? shape.last(frame) : (shape.put(frame, kind) ?? "");
  }
  const text = textOf(bytes);
  const events = text
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => event.slice(event.indexOf("data: ") + 6));
  const data = events.filter((event) => event !== "[DONE]").map((event) => JSON.parse(event) as Json);
  return { shape, content, text, events, data, whole: shape.whole(framesOf(name)) as Json };
}
const json = (name: string): Json => JSON.parse(recorded(name).toString());

describe("a chat", () => {
  const asked = { messages: hi, stream: true };
  it("is handed on under the public name; the count is for who asked for it", () => {
    const plain = play("chat.sse", chat, asked);
    expect(plain.events.at(-1)).toBe("[DONE]");
    expect(plain.text).not.toContain('"usage"');
    expect(new Set(plain.data.map(({ model }) => model))).toEqual(new Set(["helpdesk"]));
    const counted = play("chat.sse", chat, { ...asked, stream_options: { include_usage: true } });
    expect(counted.data.at(-1)).toMatchObject({ choices: [], model: "helpdesk", usage: { completion_tokens: 8 } });
    expect(counted.shape.usage).toEqual({ prompt: 16, completion: 8, cached: expect.any(Number) });
    expect(counted.content).toBe(7); // the eighth token ends the turn and has no text
  });
  it("gathered is what llama.cpp gives whole", () => {
    for (const name of ["chat", "chat-tools"]) {
      const { whole } = play(`${name}.sse`, chat, asked);
      const { choices } = json(`${name}.json`) as { choices: Json[] };
      const { message, finish_reason } = choices[0]!;
      for (const call of message.tool_calls ?? []) call.id = expect.any(String);
      expect(whole.choices).toMatchObject([
        { index: 0, finish_reason, message: { ...message, content: message.content === "" ? null : message.content } },
      ]);
    }
  });
  it("of two choices is counted as two, and its prompt once", () => {
    const two = play("chat-two-choices.sse", chat, { ...asked, n: 2, stream_options: { include_usage: true } });
    expect(two.shape.usage).toMatchObject({ prompt: 16, completion: 6 });
    expect(two.data.filter(({ usage }) => usage)).toHaveLength(1);
    expect(two.data.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 16, completion_tokens: 6, total_tokens: 22 } });
    expect(two.whole.choices.map((choice: Json) => choice.index)).toEqual([0, 1]);
  });
  it("with log probabilities is still tokens, not lists", () => {
    expect(play("chat-logprobs.sse", chat, { ...asked, logprobs: true }).content).toBe(2);
    const { whole } = play("chat-logprobs.sse", chat, { ...asked, logprobs: true });
    expect(whole.choices[0].logprobs.content).toHaveLength(2);
  });
  it("that calls a tool counts the parts of the call", () => {
    expect(play("chat-tools.sse", chat, asked).content).toBe(8);
  });
});

describe("completions of two prompts", () => {
  const asked = { prompt: ["a", "b"], stream: true, logprobs: 1, stream_options: { include_usage: true } };
  it("begin without llama.cpp's null, and are counted together at the end", () => {
    const { data, shape, content } = play("completions-two-prompts.sse", "/v1/completions", asked);
    expect(data.every((chunk) => chunk !== null && chunk.model === "helpdesk")).toBe(true);
    expect(shape.usage).toMatchObject({ prompt: 5, completion: 6 });
    expect(data.filter(({ usage }) => usage)).toEqual([data.at(-1)]);
    expect(data.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 6 } });
    expect(content).toBe(6);
  });
  it("have log probabilities as lists, counted on per choice", () => {
    const { data } = play("completions-two-prompts.sse", "/v1/completions", asked);
    const first = data.flatMap(({ choices }) => choices).filter((choice: Json) => choice.index === 0 && choice.logprobs);
    const { tokens, text_offset } = first[1].logprobs;
    expect(tokens).toHaveLength(1);
    expect(text_offset).toEqual([first[0].text.length]);
  });
});

describe("a response", () => {
  const asked = { input: "hi", stream: true, max_output_tokens: 12 };
  it("is numbered, and every delta names its item and part, as the official clients need it", () => {
    const { data, whole } = play("chat.sse", "/v1/responses", asked);
    expect(data.map((event) => event.sequence_number)).toEqual(data.map((_, at) => at));
    expect(data.map((event) => event.type)).toEqual([
      ...["response.created", "response.in_progress", "response.output_item.added", "response.content_part.added"],
      ...Array.from({ length: 7 }, () => "response.output_text.delta"),
      ...["response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed"],
    ]);
    for (const event of data.filter(({ type }) => type.includes("delta")))
      expect(event).toMatchObject({ item_id: "msg_1_0", output_index: 0, content_index: 0, logprobs: [] });
    const { response } = data.at(-1)!;
    expect(response).toMatchObject({ id: "resp_1", status: "completed", model: "helpdesk", incomplete_details: null });
    expect(response.output[0].content[0].text).toBe("The capital of France is Paris.");
    expect(response.usage).toMatchObject({ input_tokens: 16, output_tokens: 8, total_tokens: 24 });
    expect(whole).toEqual(response);
  });
  it("that was cut says so, where llama.cpp's own calls it completed", () => {
    expect(recorded("responses.sse").toString()).toContain("response.completed");
    const { data } = play("chat-logprobs.sse", "/v1/responses", { ...asked, include: ["message.output_text.logprobs"] });
    const { type, response } = data.at(-1)!;
    expect(type).toBe("response.incomplete");
    expect(response).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    expect(response.output[0].content[0].logprobs).toHaveLength(2);
    expect(data.find((event) => event.type.endsWith("text.delta"))?.logprobs[0]).toMatchObject({
      token: "The",
      top_logprobs: [{}, {}],
    });
  });
  it("of a called tool is an item of its own", () => {
    const { data } = play("chat-tools.sse", "/v1/responses", asked);
    const { response } = data.at(-1)!;
    expect(response.output).toMatchObject([
      { type: "function_call", name: "get_weather", arguments: '{"city": "Paris"}', status: "completed" },
    ]);
    const parts = data.filter((event) => event.type === "response.function_call_arguments.delta").map((event) => event.delta);
    expect(parts.join("")).toBe('{"city": "Paris"}');
    expect(response.output[0].call_id).toMatch(/.{8,}/);
  });
  it("that breaks off fails", () => {
    const shape = streamShapeOf(questionOf("/v1/responses", asked), "req_1");
    for (const frame of framesOf("chat.sse").slice(0, 3)) shape.put(frame, shape.read(frame));
    const last = shape.broken({ status: 502, message: "It broke.", type: "server_error", param: null, code: null });
    const event = JSON.parse(last.split("data: ").at(-1)!);
    expect(event).toMatchObject({ type: "response.failed", response: { status: "failed", error: { message: "It broke." } } });
  });
});

describe("a message of Anthropic's", () => {
  const asked = { messages: hi, stream: true, max_tokens: 12 };
  it("is counted from its beginning and its end, and named for the client", () => {
    const { data, shape, content, whole } = play("messages.sse", "/v1/messages", asked);
    expect(shape).toMatchObject({ isCounted: true, usage: { prompt: 16, completion: 8 } });
    expect(content).toBe(7);
    expect(data[0]).toMatchObject({ type: "message_start", message: { id: "msg_1", model: "helpdesk" } });
    expect(data.at(-1)).toEqual({ type: "message_stop" });
    const { id: _id, model: _model, usage: _usage, ...recordedWhole } = json("messages.json");
    expect(whole).toMatchObject(recordedWhole);
  });
  it("cut before its end knows its question exactly and its answer by what was seen", () => {
    const shape = streamShapeOf(questionOf("/v1/messages", asked), "req_1");
    for (const frame of framesOf("messages.sse").slice(0, 4)) shape.read(frame);
    expect(shape).toMatchObject({ isCounted: false, usage: { prompt: 16 } });
  });
  it("that met a stop sequence says which and that", () => {
    expect(recorded("messages-stop-sequence.sse").toString()).toContain('"stop_reason":"end_turn"');
    const { data, whole } = play("messages-stop-sequence.sse", "/v1/messages", asked);
    expect(data.at(-2)).toMatchObject({ delta: { stop_reason: "stop_sequence", stop_sequence: "capital" } });
    expect(whole.stop_reason).toBe("stop_sequence");
  });
  it("that calls a tool has its input, empty first", () => {
    const { data, whole } = play("messages-tools.sse", "/v1/messages", asked);
    expect(data[1]?.content_block).toMatchObject({ type: "tool_use", name: "get_weather", input: {} });
    expect(whole).toMatchObject({ stop_reason: "tool_use", content: [{ type: "tool_use", input: { city: "Paris" } }] });
  });
  it("that breaks off says so in Anthropic's words", () => {
    const shape = streamShapeOf(questionOf("/v1/messages", asked), "req_1");
    const text = shape.broken({ status: 502, message: "It broke.", type: "server_error", param: null, code: null });
    expect(text).toBe(
      'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"It broke."},"request_id":"req_1"}\n\n',
    );
  });
  it("an error in mid-stream is one, in either house's words", () => {
    const shape = streamShapeOf(questionOf("/v1/messages", asked), "req_1");
    for (const text of [
      'event: error\ndata: {"type":"error"}\n\n',
      'data: {"error":{"code":500}}\n\n',
      'data: {"type":"error"}\n\n',
    ])
      expect(shape.read(text)).toBe("error");
    expect(shape.read('event: ping\ndata: {"type":"ping"}\n\n')).toBe("other");
  });
});
