import { expect, test } from "vitest";
import { checkRow } from "./check-row.ts";

const user = { role: "user", content: "Hi" };
const answer = { role: "assistant", content: "Hello" };
const chat = (...messages: unknown[]) => ({ messages });

test.each([
  ["a list", [], "The row is a list"],
  ["a number", 3, "The row is a number"],
  ["null", null, "The row is null"],
  ["neither format", { text: "x" }, 'neither "messages"'],
  ["ShareGPT", { conversations: [] }, "ShareGPT"],
  ["messages no list", { messages: "x" }, '"messages" is a string'],
  ["no messages", chat(), "empty list"],
  ["a message that is text", chat("x"), "Message 1 is a string"],
  ["no role", chat({ content: "x" }), "Message 1 has no role"],
  ["unknown role", chat({ role: "bot", content: "x" }), 'Message 1 has the unknown role "bot"'],
  ["a role every object has", chat({ role: "toString", content: "x" }), "unknown role"],
  ["empty content", chat(user, { role: "assistant", content: " \n" }), "The content of message 2 is empty"],
  ["content no text", chat({ role: "user", content: [{ type: "image" }] }), "The content of message 1 is a list, not text"],
  ["content missing", chat({ role: "user" }), "The content of message 1 is missing"],
  ["tool call", chat(user, { role: "assistant", content: null, tool_calls: [] }), "only calls a tool"],
  ["half a character", chat({ role: "user", content: "\ud83d" }), "lone surrogate"],
  ["no user", chat(answer), "no user message"],
  ["last not the assistant's", chat(user, answer, user), "not the assistant's"],
  ["alpaca without output", { instruction: "x" }, '"output" is missing'],
  ["alpaca, empty instruction", { instruction: "", output: "x" }, '"instruction" is empty'],
  ["alpaca, history no pairs", { instruction: "x", output: "y", history: [["a"]] }, '"history" is not a list'],
])("%s is refused with the reason", (_name, value, reason) => {
  expect(checkRow(value, null)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
});

test.each([
  [[], "not-object"],
  [{ text: "x" }, "unknown-format"],
  [chat(), "no-messages"],
  [chat("x"), "bad-message"],
  [chat({ role: "bot", content: "x" }), "bad-role"],
  [chat(user, { role: "assistant", content: " " }), "empty-text"],
  [chat({ role: "user" }), "not-text"],
  [chat(user), "no-answer"],
  [{ instruction: "x", output: "y", history: [["a"]] }, "bad-history"],
])("%j has a code other languages can be written for", (value, code) => {
  expect(checkRow(value, null)).toMatchObject({ ok: false, code });
});

test("unknown fields are named and kept out, once per row", () => {
  const value = { ...chat({ ...user, weight: 0 }, { ...answer, weight: 1, name: "x" }), tools: [], id: 7 };
  expect(checkRow(value, null)).toEqual({
    ok: true,
    row: chat(user, answer),
    unknown: ["messages[].weight", "messages[].name", "tools", "id"],
  });
});

test("Alpaca becomes messages: system, history, then instruction with its input, then output", () => {
  const value = { instruction: "Translate", input: "Hi", output: "你好", system: "Be short", history: [["a", "b"]], source: "x" };
  expect(checkRow(value, "alpaca")).toEqual({
    ok: true,
    row: chat(
      { role: "system", content: "Be short" },
      { role: "user", content: "a" },
      { role: "assistant", content: "b" },
      { role: "user", content: "Translate\n\nHi" },
      { role: "assistant", content: "你好" },
    ),
    unknown: ["source"],
  });
});

test("a row of the other format is not silently read as this one", () => {
  expect(checkRow({ instruction: "a", output: "b" }, "chat")).toMatchObject({
    ok: false,
    reason: expect.stringContaining("looks like alpaca"),
  });
  expect(checkRow(chat(user, answer), "alpaca")).toMatchObject({ ok: false });
});
