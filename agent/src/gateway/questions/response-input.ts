/** The items of a response's input as the messages of a chat. */
import { badRequest, type Problem, unsupported } from "../openai/problem.ts";
import { readImageUrl } from "./images.ts";
import { type Fields, isObject, type Notes } from "./question.ts";

export type Messages = { ok: true; messages: Fields[] } | { ok: false; problem: Problem };
const no = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });
const roles = new Set(["system", "developer", "user", "assistant"]);

export function messagesOf(input: unknown, instructions: unknown, notes: Notes): Messages {
  const messages: Fields[] =
    typeof instructions === "string" && instructions !== "" ? [{ role: "system", content: instructions }] : [];
  if (typeof input === "string") return { ok: true, messages: [...messages, { role: "user", content: input }] };
  if (!Array.isArray(input) || input.length === 0)
    return no(badRequest("'input' must be a string, or an array with at least one item.", "input"));
  for (let at = 0; at < input.length; at += 1) {
    const wrong = addItem(input[at], messages, `input[${at}]`, notes);
    if (wrong) return no(wrong);
  }
  return { ok: true, messages };
}

function addItem(item: unknown, messages: Fields[], where: string, notes: Notes): Problem | null {
  if (!isObject(item)) return badRequest(`'${where}' must be an object.`, where);
  const type = item.type ?? "message";
  if (type === "message") return addMessage(item, messages, where, notes);
  if (type === "function_call") return addCall(item, messages, where, notes);
  if (type === "function_call_output") return addOutput(item, messages, where, notes);
  // What it thought before: models are not shown it again, and it is for people anyway.
  if (type === "reasoning") return null;
  return unsupported(
    `'${where}' is of type '${String(type).slice(0, 40)}', which models of this box are not shown.`,
    `${where}.type`,
  );
}

function addMessage(item: Fields, messages: Fields[], where: string, notes: Notes): Problem | null {
  const { role } = item;
  if (typeof role !== "string" || !roles.has(role))
    return badRequest(`'${where}.role' must be one of ${[...roles].join(", ")}.`, `${where}.role`);
  const read = contentOf(item.content, `${where}.content`, notes);
  if (!read.ok) return read.problem;
  const content = role === "assistant" && Array.isArray(read.content) ? joined(read.content) : read.content;
  const mine = { role: role === "developer" ? "system" : role, content };
  const last = messages.at(-1);
  // Instructions and a system message are one: chat templates want a single one, at the beginning.
  if (mine.role === "system" && messages.length === 1 && last?.role === "system" && typeof content === "string")
    last.content = `${String(last.content)}\n\n${content}`;
  else messages.push(mine);
  return null;
}

type Content = { ok: true; content: string | Fields[] } | { ok: false; problem: Problem };
function contentOf(content: unknown, where: string, notes: Notes): Content {
  if (typeof content === "string") return { ok: true, content };
  if (!Array.isArray(content)) return no(badRequest(`'${where}' must be a string or an array of parts.`, where));
  const parts: Fields[] = [];
  for (let at = 0; at < content.length; at += 1) {
    const part: unknown = content[at];
    const path = `${where}[${at}]`;
    if (!isObject(part)) return no(badRequest(`'${path}' must be an object with a 'type'.`, path));
    const isText = part.type === "input_text" || part.type === "output_text" || part.type === "text";
    const text = part.type === "refusal" ? part.refusal : isText ? part.text : undefined;
    if (typeof text === "string") parts.push({ type: "text", text });
    else if (part.type === "input_image") {
      const wrong = readImageUrl(part.image_url, `${path}.image_url`, notes);
      if (wrong) return no(wrong);
      parts.push({ type: "image_url", image_url: { url: part.image_url } });
    } else if (isText) return no(badRequest(`'${path}.text' must be a string.`, `${path}.text`));
    else {
      const type = String(part.type).slice(0, 40);
      return no(unsupported(`'${path}' is of type '${type}'; a message here holds text and images.`, `${path}.type`));
    }
  }
  const isPlain = parts.every((part) => part.type === "text");
  return { ok: true, content: isPlain ? joined(parts) : parts };
}
const joined = (parts: readonly Fields[]): string => parts.map(({ text }) => text ?? "").join("\n");

function addCall(item: Fields, messages: Fields[], where: string, notes: Notes): Problem | null {
  const { call_id: id, name, arguments: text } = item;
  if (typeof id !== "string" || typeof name !== "string" || typeof text !== "string")
    return badRequest(`'${where}' must have a call_id, a name and arguments, all strings.`, where);
  notes.needs.push({ can: "tools", param: where });
  const call = { id, type: "function", function: { name, arguments: text } };
  const last = messages.at(-1);
  if (last?.role === "assistant") last.tool_calls = [...((last.tool_calls ?? []) as Fields[]), call];
  else messages.push({ role: "assistant", content: null, tool_calls: [call] });
  return null;
}

function addOutput(item: Fields, messages: Fields[], where: string, notes: Notes): Problem | null {
  if (typeof item.call_id !== "string")
    return badRequest(`'${where}.call_id' must say which call this answers.`, `${where}.call_id`);
  notes.needs.push({ can: "tools", param: where });
  const read = contentOf(item.output, `${where}.output`, notes);
  if (!read.ok) return read.problem;
  messages.push({ role: "tool", tool_call_id: item.call_id, content: read.content });
  return null;
}
