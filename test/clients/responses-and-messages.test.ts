/** The official clients of both houses on what llama.cpp really said: OpenAI's responses and embeddings, Anthropic's messages. */
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Behaviour, type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import { recorded, saidFrames } from "../support/question-of.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  startGateway,
  type TestGateway,
  testKey,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
let openai: OpenAI;
let anthropic: Anthropic;
let behaviour: Behaviour = {};
beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`, () => behaviour);
  writeSnapshot(data, [deploymentAt(engine.socket), deploymentAt(engine.socket, { name: "vectors", gives: ["embeddings"] })]);
  gateway = await startGateway(data);
  openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: testKey, maxRetries: 0 });
  anthropic = new Anthropic({ baseURL: gateway.url, authToken: testKey, apiKey: null, maxRetries: 0 });
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});
const replay = (name: string) => {
  behaviour = { replay: saidFrames(name) };
};
const whole = (name: string) => {
  behaviour = { status: 200, body: recorded(name).toString() };
};
const paris = "The capital of France is Paris.";

describe("OpenAI's client", () => {
  const asked = { model: "helpdesk", input: "What is the capital of France?" };
  it("responses, whole", async () => {
    whole("chat.json");
    const response = await openai.responses.create({ ...asked, store: false });
    expect([response.output_text, response.status, response.usage?.total_tokens]).toEqual([paris, "completed", 24]);
  });
  it("responses, streamed through its own gatherer, which needs every index", async () => {
    replay("chat.sse");
    const stream = openai.responses.stream(asked);
    let text = "";
    stream.on("response.output_text.delta", ({ delta }) => {
      text += delta;
    });
    const final = await stream.finalResponse();
    expect([text, final.output_text, final.usage?.output_tokens]).toEqual([paris, paris, 8]);
  });
  it("responses that call a tool", async () => {
    replay("chat-tools.sse");
    const tools = [{ type: "function" as const, name: "get_weather", parameters: { type: "object" }, strict: false }];
    const final = await openai.responses.stream({ ...asked, tools }).finalResponse();
    expect(final.output[0]).toMatchObject({ type: "function_call", name: "get_weather", arguments: '{"city": "Paris"}' });
  });
  it("a chat that calls a tool, streamed through its gatherer", async () => {
    replay("chat-tools.sse");
    const tools = [{ type: "function" as const, function: { name: "get_weather", parameters: { type: "object" } } }];
    const messages = [{ role: "user" as const, content: "Weather in Paris?" }];
    const final = await openai.chat.completions.stream({ model: "helpdesk", messages, tools }).finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls?.[0]?.function.arguments).toBe('{"city": "Paris"}');
    expect(final.choices[0]?.finish_reason).toBe("tool_calls");
  });
  it("embeddings: asks for base64 by itself and gets numbers", async () => {
    whole("embeddings.json");
    const { data: vectors } = await openai.embeddings.create({ model: "vectors", input: ["abc", "z"] });
    expect(engine.asked.at(-1)?.body.encoding_format).toBe("base64");
    const [first] = JSON.parse(recorded("embeddings.json").toString()).data;
    expect(vectors[0]?.embedding.map((value) => value.toFixed(5))).toEqual(
      first.embedding.map((value: number) => value.toFixed(5)),
    );
  });
  it("what a model cannot is a BadRequestError with its code", async () => {
    const wrong = openai.embeddings.create({ model: "helpdesk", input: "a" });
    await expect(wrong).rejects.toMatchObject({ status: 400, code: "unsupported_capability", param: "model" });
  });
});

describe("Anthropic's client", () => {
  const asked = {
    model: "helpdesk",
    max_tokens: 12,
    messages: [{ role: "user" as const, content: "What is the capital of France?" }],
  };
  it("messages, whole", async () => {
    whole("messages.json");
    const message = await anthropic.messages.create(asked);
    expect(message.content).toMatchObject([{ type: "text", text: paris }]);
    expect([message.stop_reason, message.model, message.usage.output_tokens]).toEqual(["end_turn", "helpdesk", 8]);
    expect(message._request_id).toMatch(/^req_/);
  });
  it("messages, streamed through its own gatherer", async () => {
    replay("messages.sse");
    const stream = anthropic.messages.stream(asked);
    let text = "";
    stream.on("text", (delta) => {
      text += delta;
    });
    const final = await stream.finalMessage();
    expect([text, final.stop_reason, final.usage.input_tokens, final.usage.output_tokens]).toEqual([paris, "end_turn", 1, 8]);
    expect(final.usage.cache_read_input_tokens).toBe(15);
  });
  it("a called tool, streamed", async () => {
    replay("messages-tools.sse");
    const tools = [{ name: "get_weather", input_schema: { type: "object" as const } }];
    const final = await anthropic.messages.stream({ ...asked, tools }).finalMessage();
    expect(final.content).toMatchObject([{ type: "tool_use", name: "get_weather", input: { city: "Paris" } }]);
    expect(final.stop_reason).toBe("tool_use");
  });
  it("counts tokens", async () => {
    behaviour = { status: 200, body: '{"input_tokens":32}' };
    const { model, messages } = asked;
    expect(await anthropic.messages.countTokens({ model, messages })).toMatchObject({ input_tokens: 32 });
  });
  it("its own typed errors, also in mid-stream", async () => {
    await expect(anthropic.messages.create({ ...asked, model: "nope" })).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    await expect(anthropic.messages.create({ ...asked, max_tokens: 0 })).rejects.toMatchObject({
      status: 400,
      error: { type: "error", error: { type: "invalid_request_error" } },
    });
    const stranger = new Anthropic({ baseURL: gateway.url, authToken: "sk-sluice-wrong", apiKey: null, maxRetries: 0 });
    await expect(stranger.messages.create(asked)).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    behaviour = { replay: saidFrames("messages.sse").slice(0, 4) };
    await expect(anthropic.messages.stream(asked).finalMessage()).rejects.toThrow("stopped in the middle");
  });
});
