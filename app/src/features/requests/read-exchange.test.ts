import { expect, it } from "vitest";
import { readExchange } from "./read-exchange.ts";

it("reads a chat", () => {
  const request = {
    messages: [
      { role: "system", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image_url", image_url: {} },
        ],
      },
    ],
  };
  const answer = { choices: [{ message: { role: "assistant", content: "A car." } }] };
  expect(readExchange({ request, answer })).toEqual({
    asked: [
      { role: "system", text: "Be brief." },
      { role: "user", text: "What is this?\n[image_url]" },
    ],
    answered: "A car.",
  });
});

it("reads Anthropic's messages, OpenAI's responses, completions and embeddings", () => {
  const anthropic = { system: "S", messages: [{ role: "user", content: "Hi" }] };
  expect(readExchange({ request: anthropic, answer: { content: [{ type: "text", text: "Hello" }] } })).toEqual({
    asked: [
      { role: "system", text: "S" },
      { role: "user", text: "Hi" },
    ],
    answered: "Hello",
  });
  const output = [{ type: "message", content: [{ type: "output_text", text: "Hello" }] }];
  expect(readExchange({ request: { input: "Hi" }, answer: { output } }).answered).toBe("Hello");
  expect(readExchange({ request: { prompt: "2+2=" }, answer: { choices: [{ text: "4" }] } })).toEqual({
    asked: [{ role: "user", text: "2+2=" }],
    answered: "4",
  });
  expect(readExchange({ request: { input: ["a", "b"] }, answer: { data: [] } })).toEqual({
    asked: [
      { role: "user", text: "a" },
      { role: "user", text: "b" },
    ],
    answered: null,
  });
});

it("shows what it does not know as nothing, and never throws", () => {
  for (const odd of [null, 7, [], { messages: 3 }, { messages: [null, 4] }, { choices: "x" }])
    expect(readExchange({ request: odd, answer: odd })).toEqual({ asked: [], answered: null });
  const tools = { choices: [{ message: { content: null, tool_calls: [{ id: "1" }] } }] };
  expect(readExchange({ request: null, answer: tools }).answered).toContain('"id": "1"');
});
