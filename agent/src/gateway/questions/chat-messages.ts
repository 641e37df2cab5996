/** The messages of a chat: whole, of roles and parts a model can be shown; everything else of them is dropped or refused. */
import { badRequest, type Problem, unsupported } from "../openai/problem.ts";
import { readImageUrl } from "./images.ts";
import { dropOthers } from "./keep-known.ts";
import { type Fields, isObject, type Notes } from "./question.ts";

const roles = new Set(["system", "developer", "user", "assistant", "tool"]);
const messageFields = new Set(["role", "content", "name", "tool_calls", "tool_call_id", "reasoning_content", "refusal"]);
const textFields = new Set(["type", "text"]);
const imageFields = new Set(["type", "image_url"]);
const urlFields = new Set(["url", "detail"]);

export function readChatMessages(messages: unknown, notes: Notes): Problem | null {
  if (!Array.isArray(messages) || messages.length === 0)
    return badRequest("'messages' must be an array with at least one message.", "messages");
  for (let at = 0; at < messages.length; at += 1) {
    const wrong = readMessage(messages[at], `messages[${at}]`, notes);
    if (wrong) return wrong;
  }
  return null;
}

function readMessage(message: unknown, where: string, notes: Notes): Problem | null {
  if (!isObject(message) || typeof message.role !== "string")
    return badRequest(`'${where}' must be an object with a 'role'.`, where);
  if (!roles.has(message.role)) return badRequest(`'${where}.role' must be one of ${[...roles].join(", ")}.`, `${where}.role`);
  dropOthers(message, messageFields, "messages[]", notes);
  // Their newer word for the same; most chat templates know only the old one.
  if (message.role === "developer") message.role = "system";
  if (message.role === "tool" && typeof message.tool_call_id !== "string")
    return badRequest(`'${where}.tool_call_id' must say which call this answers.`, `${where}.tool_call_id`);
  return readContent(message, where, notes) ?? readCalls(message, where, notes);
}

function readContent(message: Fields, where: string, notes: Notes): Problem | null {
  const { content, role } = message;
  if (typeof content === "string") return null;
  if (content === undefined || content === null) {
    if (role === "assistant") return null;
    return badRequest(`'${where}.content' is missing.`, `${where}.content`);
  }
  if (!Array.isArray(content)) return badRequest(`'${where}.content' must be a string or an array of parts.`, `${where}.content`);
  for (let at = 0; at < content.length; at += 1) {
    const wrong = readPart(content[at], `${where}.content[${at}]`, notes);
    if (wrong) return wrong;
  }
  return null;
}

function readPart(part: unknown, where: string, notes: Notes): Problem | null {
  if (!isObject(part)) return badRequest(`'${where}' must be an object with a 'type'.`, where);
  if (part.type === "text") {
    dropOthers(part, textFields, "messages[].content[]", notes);
    return typeof part.text === "string" ? null : badRequest(`'${where}.text' must be a string.`, `${where}.text`);
  }
  if (part.type === "refusal" && typeof part.refusal === "string") {
    const { refusal } = part;
    for (const name in part) delete part[name];
    Object.assign(part, { type: "text", text: refusal });
    return null;
  }
  if (part.type !== "image_url") {
    const type = typeof part.type === "string" ? part.type.slice(0, 40) : "none";
    return unsupported(`'${where}' is of type '${type}'; a message here holds text and images.`, `${where}.type`);
  }
  dropOthers(part, imageFields, "messages[].content[]", notes);
  const image = isObject(part.image_url) ? part.image_url : null;
  if (image) dropOthers(image, urlFields, "messages[].content[].image_url", notes);
  return readImageUrl(image?.url, `${where}.image_url.url`, notes);
}

function readCalls({ tool_calls: calls, role }: Fields, where: string, notes: Notes): Problem | null {
  if (role === "tool") notes.needs.push({ can: "tools", param: where });
  if (calls === undefined || calls === null) return null;
  const isCall = (call: unknown) =>
    isObject(call) &&
    isObject(call.function) &&
    typeof call.function.name === "string" &&
    typeof call.function.arguments === "string";
  if (!Array.isArray(calls) || !calls.every(isCall))
    return badRequest(`'${where}.tool_calls' must be an array of calls, each with a function's name and arguments.`, where);
  if (calls.length > 0) notes.needs.push({ can: "tools", param: `${where}.tool_calls` });
  return null;
}
