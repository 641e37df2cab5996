import { describe, expect, it } from "vitest";
import { hi, questionOf, recorded, recordedBytes } from "../../../../test/support/question-of.ts";
import { textOf } from "../latin1.ts";
import type { AnswerPath } from "../questions/question.ts";
import { putWhole } from "./put-whole.ts";

const put = (name: string, path: AnswerPath, body: object) => {
  const answer = putWhole(recordedBytes(name), questionOf(path, body), "req_1");
  return answer && JSON.parse(textOf(answer));
};
const floats = (text: string): number[] => {
  const bytes = Buffer.from(text, "base64");
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
};

describe("whole answers of llama.cpp", () => {
  it("a chat: the same under the public name", () => {
    const given = JSON.parse(recorded("chat.json").toString());
    expect(put("chat.json", "/v1/chat/completions", { messages: hi })).toEqual({ ...given, model: "helpdesk" });
  });
  it("a response, of text or of a call", () => {
    const text = put("chat.json", "/v1/responses", { input: "hi", temperature: 0.5, metadata: { a: "b" } });
    expect(text).toMatchObject({
      ...{ id: "resp_1", object: "response", status: "completed", model: "helpdesk", temperature: 0.5, metadata: { a: "b" } },
      ...{ error: null, incomplete_details: null, previous_response_id: null, store: false, tools: [], tool_choice: "auto" },
      output: [{ id: "msg_1_0", type: "message", content: [{ type: "output_text", text: "The capital of France is Paris." }] }],
      usage: { input_tokens: 16, output_tokens: 8, total_tokens: 24 },
    });
    const call = put("chat-tools.json", "/v1/responses", { input: "hi" });
    expect(call.output).toMatchObject([{ type: "function_call", name: "get_weather", arguments: '{"city": "Paris"}' }]);
  });
  it("a message: Anthropic's id", () => {
    expect(put("messages.json", "/v1/messages", { messages: hi, max_tokens: 5 })).toMatchObject({
      id: "msg_1",
      model: "helpdesk",
    });
    expect(put("messages-tools.json", "/v1/messages", { messages: hi, max_tokens: 5 }).content[0].input).toEqual({
      city: "Paris",
    });
  });
  it("a completion's log probabilities: lists side by side", () => {
    const { choices } = put("completions-logprobs.json", "/v1/completions", { prompt: "a", logprobs: 1 });
    expect(choices[0].logprobs).toEqual({
      text_offset: [0, 1, 7],
      tokens: ["-", "tailed", " test"],
      token_logprobs: [expect.any(Number), expect.any(Number), expect.any(Number)],
      top_logprobs: [{ "-": expect.any(Number) }, { tailed: expect.any(Number) }, { " test": expect.any(Number) }],
    });
  });
  it("vectors: as asked, also by an engine that knows floats only", () => {
    const asked = { input: ["abc", "z"] };
    const plain = put("embeddings.json", "/v1/embeddings", { ...asked, encoding_format: "float" });
    const native = put("embeddings-base64.json", "/v1/embeddings", { ...asked, encoding_format: "base64" });
    const converted = put("embeddings.json", "/v1/embeddings", { ...asked, encoding_format: "base64" });
    expect(plain.model).toBe("helpdesk");
    expect(plain.data[0].embedding).toHaveLength(32);
    for (const { data } of [native, converted])
      for (const at of [0, 1])
        for (const [n, value] of floats(data[at].embedding).entries()) expect(value).toBeCloseTo(plain.data[at].embedding[n], 5);
  });
  it("a ranking: with its documents where asked", () => {
    const asked = { query: "abc", documents: ["b c d", { text: "zzz" }, "abc"] };
    const ranked = put("rerank.json", "/v1/rerank", { ...asked, return_documents: true });
    expect(ranked.results[0]).toEqual({ index: 1, relevance_score: expect.any(Number), document: { text: "zzz" } });
    expect(put("rerank.json", "/v1/rerank", asked).results[0].document).toBeUndefined();
  });
  it("what is no answer of the kind is none", () => {
    const garbage = "<html>";
    for (const [path, body] of [
      ["/v1/responses", { input: "a" }],
      ["/v1/messages", { messages: hi, max_tokens: 5 }],
    ] as const)
      expect(putWhole(garbage, questionOf(path, body), "req_1")).toBeNull();
  });
});
