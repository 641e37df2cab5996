import type { Message } from "../../contract/dataset.ts";
import { bad, type Checked, type Fault, type Fields, isFields, kindOf, noFields, textFault } from "./checked.ts";

const roles: Readonly<Record<string, Message["role"]>> = { system: "system", user: "user", assistant: "assistant" };

/** OpenAI chat: `{"messages": [{"role", "content"}, …]}`, the last one the assistant's: that is what is learned. */
export function checkChat(value: Fields): Checked {
  const list = value.messages;
  if (!Array.isArray(list)) return bad("no-messages", `"messages" is ${kindOf(list)}, not a list.`);
  if (list.length === 0) return bad("no-messages", '"messages" is an empty list.');
  const messages: Message[] = [];
  let unknown = noFields;
  let hasUser = false;
  for (let i = 0; i < list.length; i++) {
    const message = checkMessage(list[i], i + 1);
    if ("code" in message) return { ok: false, ...message };
    messages.push(message);
    if (message.role === "user") hasUser = true;
    unknown = unknownOf(list[i] as Fields, unknown);
  }
  if (!hasUser) return bad("no-user", "There is no user message.");
  if (messages[messages.length - 1]!.role !== "assistant") return bad("no-answer", "The last message is not the assistant's.");
  for (const field in value) if (field !== "messages") unknown = [...unknown, field];
  return { ok: true, row: { messages }, unknown };
}

/** The message, or what is wrong with it. */
function checkMessage(value: unknown, number: number): Message | Fault {
  if (!isFields(value)) {
    return { code: "bad-message", reason: `Message ${number} is ${kindOf(value)}, not an object with "role" and "content".` };
  }
  const role = typeof value.role === "string" && Object.hasOwn(roles, value.role) ? roles[value.role] : undefined;
  if (role === undefined) {
    const given = value.role === undefined ? "has no role" : `has the unknown role ${JSON.stringify(value.role)?.slice(0, 40)}`;
    return { code: "bad-role", reason: `Message ${number} ${given}; it must be system, user or assistant.` };
  }
  if (value.content === null && value.tool_calls !== undefined) {
    return { code: "tool-call", reason: `Message ${number} only calls a tool; tool calls are not supported yet.` };
  }
  const fault = textFault(`The content of message ${number}`, value.content);
  return fault ?? { role, content: value.content as string };
}

/** Names each unknown field once per row, however many messages carry it. */
function unknownOf(message: Fields, known: string[]): string[] {
  let unknown = known;
  for (const field in message) {
    if (field === "role" || field === "content") continue;
    const name = `messages[].${field}`;
    if (!unknown.includes(name)) unknown = [...unknown, name];
  }
  return unknown;
}
