/**
 * A question of OpenAI's Responses, turned into a chat. Engines answer chats alike; their own Responses leave out what the official
 * clients need (llama.cpp's stream has neither output_index nor sequence_number, and calls a cut answer complete).
 */
import { badRequest, type Problem, unsupported } from "../openai/problem.ts";
import { type Fields, isObject, type Notes, type ReadFields } from "./question.ts";
import { readFormat, readTools } from "./read-tools.ts";
import { messagesOf } from "./response-input.ts";

/** `asked`: the whole question; `fields`: those of it that go to the engine as they are. */
export function readResponse(asked: Fields, fields: Fields, notes: Notes): ReadFields {
  const input = messagesOf(asked.input, asked.instructions, notes);
  if (!input.ok) return input;
  const chat: Fields = { ...fields, messages: input.messages };
  const own: Notes = { ...notes, needs: [] };
  const problem = toolsOf(asked, chat, own) ?? formOf(asked, chat, own);
  notes.needs.push(...own.needs.map((need) => ({ ...need, param: inOwnWords(need.param) })));
  if (problem)
    return {
      ok: false,
      problem: { ...problem, message: inOwnWords(problem.message), param: problem.param && inOwnWords(problem.param) },
    };
  thoughtsOf(asked, chat, notes);
  return { ok: true, fields: chat };
}

/** The names of a chat's fields as those of a response. */
const inOwnWords = (text: string): string =>
  text
    .replace("response_format.json_schema", "text.format")
    .replace("response_format", "text.format")
    .replace("].function.", "].");

function toolsOf({ tools, tool_choice: choice }: Fields, chat: Fields, notes: Notes): Problem | null {
  const list = (tools ?? []) as unknown[];
  if (list.length > 0) chat.tools = list.map(toolOf);
  const hosted = list.find((tool) => isObject(tool) && tool.type !== "function") as Fields | undefined;
  if (hosted) {
    const type = String(hosted.type).slice(0, 40);
    return unsupported(`'tools' asks for '${type}', which OpenAI runs itself; this box calls your functions only.`, "tools");
  }
  if (isObject(choice) && choice.type === "function") chat.tool_choice = { type: "function", function: { name: choice.name } };
  else if (choice !== undefined && choice !== null) chat.tool_choice = choice;
  return readTools(chat, notes);
}

function toolOf(tool: unknown): unknown {
  if (!isObject(tool)) return tool;
  const { type, name, description, parameters, strict } = tool;
  const rest = { ...(description == null ? {} : { description }), ...(strict == null ? {} : { strict }) };
  return { type, function: { name, ...rest, ...(parameters == null ? {} : { parameters }) } };
}

function formOf({ text, include, top_logprobs: top }: Fields, chat: Fields, notes: Notes): Problem | null {
  const { format, ...others } = (text ?? {}) as Fields;
  for (const name in others) notes.ignored.add(`text.${name}`);
  const wanted = (include ?? []) as string[];
  for (const name of wanted) if (name !== logprobs) notes.ignored.add(`include.${name}`);
  if (wanted.includes(logprobs) || (typeof top === "number" && top > 0)) {
    chat.logprobs = true;
    if (typeof top === "number") chat.top_logprobs = top;
    notes.needs.push({ can: "logprobs", param: wanted.includes(logprobs) ? "include" : "top_logprobs" });
  }
  if (format === undefined || format === null) return null;
  if (!isObject(format)) return badRequest("'text.format' must be an object.", "text.format");
  const { type, ...schema } = format;
  chat.response_format = type === "json_schema" ? { type, json_schema: schema } : { type };
  return readFormat(chat, notes);
}
const logprobs = "message.output_text.logprobs";

function thoughtsOf({ reasoning, truncation }: Fields, chat: Fields, notes: Notes): void {
  const { effort, ...others } = (reasoning ?? {}) as Fields;
  if (typeof effort === "string") chat.reasoning_effort = effort;
  for (const name in others) notes.ignored.add(`reasoning.${name}`);
  if (truncation === "auto") notes.ignored.add("truncation");
}
