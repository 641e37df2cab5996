/** What a route adds to every question: its system prompt, and how long answers may be at most. */
import type { Gives } from "../../contract/deployment.ts";
import type { RoutePolicy } from "../../contract/route.ts";
import { badRequest, type Problem } from "../openai/problem.ts";
import type { Fields } from "./question.ts";

/** Of a question in the shape that goes to the engine (a response is a chat by then). Changes it in place. */
export function applySystemPrompt(gives: Gives, fields: Fields, policy: RoutePolicy, model: string): Problem | null {
  const prompt = policy.systemPrompt;
  if (!prompt) return null;
  if (gives === "messages") return putBeforeSystem(fields, prompt, model);
  if (gives === "chat" || gives === "responses") return putBeforeMessages(gives, fields, prompt, model);
  // A raw text has no place for it, so it would be the way around a lock.
  if (gives !== "completions" || !prompt.locked) return null;
  return refuse(`The model '${model}' answers conversations only: its system prompt is fixed.`, "model");
}

type Prompt = NonNullable<RoutePolicy["systemPrompt"]>;

function putBeforeMessages(gives: Gives, fields: Fields, { text, locked }: Prompt, model: string): Problem | null {
  const messages = fields.messages as Fields[];
  const at = messages.findIndex(({ role }) => role === "system");
  if (locked && at !== -1) {
    const param = at === 0 ? "instructions" : "input";
    return refuse(lockedSentence(model), gives === "responses" ? param : `messages[${at}].role`);
  }
  // One system message, not two: many chat templates allow one only, and only at the beginning.
  const first = at === 0 ? messages[0]! : null;
  const content = first ? `${text}\n\n${textOf(first.content)}` : text;
  fields.messages = [{ role: "system", content }, ...(first ? messages.slice(1) : messages)];
  return null;
}

function putBeforeSystem(fields: Fields, { text, locked }: Prompt, model: string): Problem | null {
  const own = textOf(fields.system);
  if (locked && own !== "") return refuse(lockedSentence(model), "system");
  fields.system = own === "" ? text : `${text}\n\n${own}`;
  return null;
}

/** The smaller of what was asked and what the route allows; 0 where neither says anything. */
export function boundOf(asked: unknown, { maxTokens }: RoutePolicy): number {
  const wanted = typeof asked === "number" ? asked : 0;
  if (maxTokens === null) return wanted;
  return wanted > 0 ? Math.min(wanted, maxTokens) : maxTokens;
}

const lockedSentence = (model: string) =>
  `The model '${model}' has a fixed system prompt: leave out system and developer messages and instructions.`;
const refuse = (message: string, param: string) => badRequest(message, param, "system_prompt_locked");

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.flatMap((part: Fields) => (typeof part.text === "string" ? [part.text] : [])).join("\n");
}
