/** Tools and the form of the answer, in the shape of OpenAI's chat. */
import { badRequest, type Problem, unsupported } from "../openai/problem.ts";
import { dropOthers } from "./keep-known.ts";
import { type Fields, isObject, type Notes } from "./question.ts";

const toolFields = new Set(["type", "function"]);
const functionFields = new Set(["name", "description", "parameters", "strict"]);
const schemaFields = new Set(["name", "description", "schema", "strict"]);
const formatFields = new Set(["type", "json_schema"]);
export const functionName = /^[a-zA-Z0-9_.-]{1,128}$/;

export function readTools(fields: Fields, notes: Notes): Problem | null {
  const { tools } = fields;
  if (tools === undefined) {
    delete fields.tool_choice;
    delete fields.parallel_tool_calls;
    return null;
  }
  const list = tools as unknown[];
  for (let at = 0; at < list.length; at += 1) {
    const wrong = readTool(list[at], `tools[${at}]`, notes);
    if (wrong) return wrong;
  }
  if (list.length === 0) {
    delete fields.tools;
    return readTools(fields, notes);
  }
  notes.needs.push({ can: "tools", param: "tools" });
  return readChoice(fields.tool_choice);
}

function readTool(tool: unknown, where: string, notes: Notes): Problem | null {
  if (!isObject(tool)) return badRequest(`'${where}' must be an object with a 'type'.`, where);
  if (tool.type !== "function")
    return unsupported(`'${where}' is no function; this box calls functions only, and runs none itself.`, `${where}.type`);
  dropOthers(tool, toolFields, "tools[]", notes);
  const call = tool.function;
  if (!isObject(call) || typeof call.name !== "string" || !functionName.test(call.name))
    return badRequest(`'${where}.function.name' must be letters, digits, '_', '.' and '-'.`, `${where}.function.name`);
  dropOthers(call, functionFields, "tools[].function", notes);
  if (call.parameters !== undefined && call.parameters !== null && !isObject(call.parameters))
    return badRequest(`'${where}.function.parameters' must be a JSON schema.`, `${where}.function.parameters`);
  return null;
}

function readChoice(choice: unknown): Problem | null {
  if (choice === undefined || choice === "none" || choice === "auto" || choice === "required") return null;
  const isNamed = isObject(choice) && choice.type === "function" && isObject(choice.function);
  if (isNamed && typeof (choice.function as Fields).name === "string") return null;
  if (isObject(choice) && typeof choice.type === "string" && choice.type !== "function")
    return unsupported(`'tool_choice' of type '${choice.type.slice(0, 40)}' is not known here.`, "tool_choice");
  return badRequest("'tool_choice' must be none, auto, required, or name a function.", "tool_choice");
}

export function readFormat(fields: Fields, notes: Notes): Problem | null {
  const format = fields.response_format as Fields | undefined;
  if (format === undefined) return null;
  if (format.type === "text") {
    delete fields.response_format;
    return null;
  }
  if (format.type !== "json_object" && format.type !== "json_schema")
    return badRequest("'response_format.type' must be text, json_object or json_schema.", "response_format.type");
  dropOthers(format, formatFields, "response_format", notes);
  notes.needs.push({ can: "json-schema", param: "response_format" });
  if (format.type === "json_object") return null;
  const schema = format.json_schema;
  if (!isObject(schema) || !isObject(schema.schema))
    return badRequest("'response_format.json_schema.schema' must be a JSON schema.", "response_format.json_schema");
  dropOthers(schema, schemaFields, "response_format.json_schema", notes);
  return null;
}
