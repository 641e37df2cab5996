/** A question in the shape of Anthropic's Messages. Engines that answer it know text, images, tools and thinking; their hosted tools they do not. */
import { badRequest, type Problem, unsupported } from "../openai/problem.ts";
import { readImageUrl } from "./images.ts";
import { dropOthers } from "./keep-known.ts";
import { type Fields, isObject, type Notes } from "./question.ts";
import { functionName } from "./read-tools.ts";

const messageFields = new Set(["role", "content"]);
const toolFields = new Set(["type", "name", "description", "input_schema"]);
const choiceFields = new Set(["type", "name", "disable_parallel_tool_use"]);
/** Of each type of block, what goes on; `cache_control` and citations do not. */
const blockFields: Record<string, ReadonlySet<string>> = {
  text: new Set(["type", "text"]),
  image: new Set(["type", "source"]),
  tool_use: new Set(["type", "id", "name", "input"]),
  tool_result: new Set(["type", "tool_use_id", "content", "is_error"]),
  thinking: new Set(["type", "thinking", "signature"]),
};

export function readMessages(fields: Fields, notes: Notes, mustBound: boolean): Problem | null {
  if (mustBound) return badRequest("'max_tokens' is missing: it says how long the answer may be at most.", "max_tokens");
  const { messages } = fields;
  if (!Array.isArray(messages) || messages.length === 0)
    return badRequest("'messages' must be an array with at least one message.", "messages");
  for (let at = 0; at < messages.length; at += 1) {
    const wrong = readMessage(messages[at], `messages[${at}]`, notes);
    if (wrong) return wrong;
  }
  return readSystem(fields, notes) ?? readTools(fields, notes);
}

function readMessage(message: unknown, where: string, notes: Notes): Problem | null {
  if (!isObject(message)) return badRequest(`'${where}' must be an object with a 'role'.`, where);
  if (message.role !== "user" && message.role !== "assistant")
    return badRequest(`'${where}.role' must be user or assistant; a system prompt goes into 'system'.`, `${where}.role`);
  dropOthers(message, messageFields, "messages[]", notes);
  return readBlocks(message.content, `${where}.content`, notes);
}

function readBlocks(content: unknown, where: string, notes: Notes): Problem | null {
  if (typeof content === "string") return null;
  if (!Array.isArray(content)) return badRequest(`'${where}' must be a string or an array of blocks.`, where);
  for (let at = 0; at < content.length; at += 1) {
    const wrong = readBlock(content[at], `${where}[${at}]`, notes);
    if (wrong) return wrong;
  }
  return null;
}

function readBlock(block: unknown, where: string, notes: Notes): Problem | null {
  if (!isObject(block) || typeof block.type !== "string") return badRequest(`'${where}' must be an object with a 'type'.`, where);
  const known = Object.hasOwn(blockFields, block.type) ? blockFields[block.type]! : null;
  if (!known)
    return unsupported(
      `'${where}' is of type '${block.type.slice(0, 40)}', which models of this box are not shown.`,
      `${where}.type`,
    );
  dropOthers(block, known, "messages[].content[]", notes);
  const wants = (name: string, is: (value: unknown) => boolean) =>
    is(block[name]) ? null : badRequest(`'${where}.${name}' is missing or of the wrong type.`, `${where}.${name}`);
  const isText = (value: unknown) => typeof value === "string";
  switch (block.type) {
    case "text":
      return wants("text", isText);
    case "thinking":
      return wants("thinking", isText);
    case "image":
      return readImage(block, where, notes);
    case "tool_use":
      notes.needs.push({ can: "tools", param: where });
      return wants("id", isText) ?? wants("name", isText) ?? wants("input", isObject);
    default:
      notes.needs.push({ can: "tools", param: where });
      if (block.content === undefined || block.content === null) block.content = "";
      return wants("tool_use_id", isText) ?? readBlocks(block.content, `${where}.content`, notes);
  }
}

function readImage(block: Fields, where: string, notes: Notes): Problem | null {
  const source = isObject(block.source) ? block.source : {};
  const { type, media_type, data } = source;
  if (type !== "base64" || typeof data !== "string") return readImageUrl(source.url ?? "", `${where}.source`, notes);
  block.source = { type, media_type, data };
  return readImageUrl(`data:${String(media_type)};base64,${data}`, `${where}.source`, notes);
}

function readSystem(fields: Fields, notes: Notes): Problem | null {
  const { system } = fields;
  if (system === undefined || typeof system === "string") return null;
  const isTexts =
    Array.isArray(system) && system.every((one) => isObject(one) && one.type === "text" && typeof one.text === "string");
  if (!isTexts) return badRequest("'system' must be a string or an array of text blocks.", "system");
  for (const block of system as Fields[]) dropOthers(block, blockFields.text!, "system[]", notes);
  return null;
}

function readTools(fields: Fields, notes: Notes): Problem | null {
  const tools = (fields.tools ?? []) as unknown[];
  if (tools.length === 0) {
    delete fields.tools;
    delete fields.tool_choice;
    return null;
  }
  notes.needs.push({ can: "tools", param: "tools" });
  for (let at = 0; at < tools.length; at += 1) {
    const tool = tools[at];
    const where = `tools[${at}]`;
    if (!isObject(tool)) return badRequest(`'${where}' must be an object with a name and an input_schema.`, where);
    if (tool.type !== undefined && tool.type !== null && tool.type !== "custom")
      return unsupported(
        `'${where}' is a hosted tool; this box calls tools of yours only, and runs none itself.`,
        `${where}.type`,
      );
    dropOthers(tool, toolFields, "tools[]", notes);
    if (typeof tool.name !== "string" || !functionName.test(tool.name))
      return badRequest(`'${where}.name' must be letters, digits, '_', '.' and '-'.`, `${where}.name`);
    if (!isObject(tool.input_schema))
      return badRequest(`'${where}.input_schema' must be a JSON schema.`, `${where}.input_schema`);
  }
  const choice = fields.tool_choice as Fields | undefined;
  if (choice) dropOthers(choice, choiceFields, "tool_choice", notes);
  if (choice && !["auto", "any", "tool", "none"].includes(choice.type as string))
    return badRequest("'tool_choice.type' must be auto, any, tool or none.", "tool_choice");
  return null;
}
