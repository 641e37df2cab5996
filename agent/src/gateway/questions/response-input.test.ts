import { describe, expect, it } from "vitest";
import { questionOf } from "../../../../test/support/question-of.ts";
import type { AnswerPath } from "./question.ts";
import { upstreamBody, upstreamPath } from "./upstream.ts";

const chat = "/v1/chat/completions";
const png = "data:image/png;base64,iVBORw0KGgo=";
const sent = (path: AnswerPath, body: object, policy = {}) =>
  JSON.parse(upstreamBody(questionOf(path, body, policy), { upstreamModel: "engine" }));

describe("a response becomes a chat", () => {
  it("of its items, calls and outcomes", () => {
    const input = [
      { role: "developer", content: "Be brief." },
      {
        type: "message",
        role: "user",
        content: [
          { type: "input_text", text: "Weather" },
          { type: "input_text", text: "in Rome?" },
        ],
      },
      { type: "reasoning", summary: [] },
      { type: "function_call", call_id: "c1", name: "look", arguments: "{}" },
      { type: "function_call", call_id: "c2", name: "look", arguments: '{"a":1}' },
      { type: "function_call_output", call_id: "c1", output: "sun" },
      { role: "assistant", content: [{ type: "output_text", text: "Sunny.", annotations: [] }] },
      {
        role: "user",
        content: [
          { type: "input_text", text: "And this?" },
          { type: "input_image", image_url: png },
        ],
      },
    ];
    const call = (id: string, text: string) => ({ id, type: "function", function: { name: "look", arguments: text } });
    expect(questionOf("/v1/responses", { input, instructions: "You are Bob." }).fields.messages).toEqual([
      { role: "system", content: "You are Bob.\n\nBe brief." },
      { role: "user", content: "Weather\nin Rome?" },
      { role: "assistant", content: null, tool_calls: [call("c1", "{}"), call("c2", '{"a":1}')] },
      { role: "tool", tool_call_id: "c1", content: "sun" },
      { role: "assistant", content: "Sunny." },
      {
        role: "user",
        content: [
          { type: "text", text: "And this?" },
          { type: "image_url", image_url: { url: png } },
        ],
      },
    ]);
  });
  it("of its tools, form and bounds, asked at the chat's own path", () => {
    const body = {
      ...{
        input: "a",
        max_output_tokens: 7,
        tool_choice: { type: "function", name: "look" },
        reasoning: { effort: "low", summary: "auto" },
      },
      tools: [{ type: "function", name: "look", parameters: { type: "object" }, strict: true }],
      text: { format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: true }, verbosity: "low" },
      include: ["message.output_text.logprobs", "reasoning.encrypted_content"],
    };
    const question = questionOf("/v1/responses", body);
    expect(upstreamPath(question)).toBe(chat);
    expect(sent("/v1/responses", body)).toEqual({
      ...{ model: "engine", max_tokens: 7, messages: [{ role: "user", content: "a" }], reasoning_effort: "low", logprobs: true },
      tools: [{ type: "function", function: { name: "look", strict: true, parameters: { type: "object" } } }],
      tool_choice: { type: "function", function: { name: "look" } },
      response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" }, strict: true } },
    });
    expect([...question.ignored].sort()).toEqual(["include.reasoning.encrypted_content", "reasoning.summary", "text.verbosity"]);
  });
});
