import { expect, it } from "vitest";
import { checkChat } from "../import/check-chat.ts";
import { answerText, trainingRow } from "./training-row.ts";

const user = { role: "user", content: "What is part 7?" };
const learned = [
  { role: "system", content: "Be short." },
  { role: "user", content: "What is part 7?" },
  { role: "assistant", content: "A bolt." },
];
const row = (path: string, request: unknown, system: string | null = null) => trainingRow(path, { request, system }, "A bolt.");

it.each([
  ["/v1/chat/completions", { messages: [{ role: "developer", content: "Be short." }, user] }, null],
  ["/v1/chat/completions", { messages: [{ role: "user", content: [{ type: "text", text: "What is part 7?" }] }] }, "Be short."],
  ["/v1/messages", { system: "Be short.", messages: [user] }, null],
  ["/v1/responses", { instructions: "Be short.", input: "What is part 7?" }, null],
  ["/v1/responses", { input: [{ role: "user", content: [{ type: "input_text", text: "What is part 7?" }] }] }, "Be short."],
])("%s becomes a row that the importer takes", (path, request, system) => {
  const made = row(path, request, system);
  expect(made).toEqual({ messages: learned });
  expect(checkChat(made as never).ok).toBe(true);
});

it("holds the route's system prompt as the model saw it: one message with the client's own, and none before a raw text", () => {
  const own = { messages: [{ role: "system", content: "You know parts." }, user] };
  const [first, ...rest] = row("/v1/chat/completions", own, "Be short.")!.messages;
  expect(first).toEqual({ role: "system", content: "Be short.\n\nYou know parts." });
  expect(rest).toEqual(learned.slice(1));
  expect(row("/v1/messages", { ...own, system: "Hello.", messages: [user] }, "Be short.")!.messages[0]!.content).toBe(
    "Be short.\n\nHello.",
  );
  expect(row("/v1/completions", { prompt: "What is part 7?" }, "Be short.")).toEqual({ messages: learned.slice(1) });
});

it("leaves out what is more than text, or asks nothing", () => {
  const image = { type: "image_url", image_url: { url: "data:image/png;base64,…" } };
  expect(row("/v1/chat/completions", { messages: [{ role: "user", content: [image] }] })).toBeNull();
  expect(row("/v1/chat/completions", { messages: [user, { role: "tool", content: "7", tool_call_id: "a" }] })).toBeNull();
  expect(row("/v1/chat/completions", { messages: [{ role: "system", content: "Be short." }] })).toBeNull();
  expect(row("/v1/embeddings", { input: "What is part 7?" })).toBeNull();
  expect(row("/v1/completions", { prompt: [1, 2] })).toBeNull();
});

it("reads the words of an answer of each kind", () => {
  const text = "A bolt.";
  expect(answerText({ choices: [{ message: { role: "assistant", content: text } }] })).toBe(text);
  expect(answerText({ choices: [{ text }] })).toBe(text);
  expect(answerText({ type: "message", content: [{ type: "text", text }] })).toBe(text);
  expect(answerText({ output: [{ type: "message", content: [{ type: "output_text", text }] }] })).toBe(text);
  expect(answerText({ choices: [{ message: { content: null, tool_calls: [] } }] })).toBeNull();
  expect(answerText({ type: "message", content: [{ type: "tool_use", id: "a" }] })).toBeNull();
});
