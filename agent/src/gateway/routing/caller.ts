/** Who asks, as far as the choice of an engine goes: nothing is remembered, all of it is in the question. */
import type { Fields } from "../questions/question.ts";
import { hashText, unitOf } from "./hash.ts";

export interface Caller {
  /** From 0 to 1: where this caller stands among the weights of a route. */
  place: number;
  /** What draws it to the same replica again: its conversation, or how its prompt begins. Called only where there is a choice. */
  affinity(): number;
}

/** One conversation of one key stays where it is; without a name for it every request is placed anew. */
export function callerOf(keyId: string, fields: Fields, conversation: string | undefined, spread: () => number): Caller {
  const id = typeof fields.prompt_cache_key === "string" ? fields.prompt_cache_key : conversation;
  if (id === undefined || id === "") return { place: spread(), affinity: () => hashText(promptStart(fields), hashText(keyId)) };
  const hash = hashText(id, hashText(keyId));
  return { place: unitOf(hash), affinity: () => hash };
}

/** Even over any stretch, and never in step with anything (multiples of the golden ratio). */
export function createSpread(start: number): () => number {
  let at = start | 0;
  return () => {
    at = (at + 0x9e3779b9) | 0;
    return unitOf(at >>> 0);
  };
}

const enoughChars = 1024;

/** The first kilobyte of what the engine will read: prompts that begin alike find their prefix in the engine's cache. */
function promptStart(fields: Fields): string {
  let text = textOf(fields.system ?? fields.instructions);
  const rest = fields.messages ?? fields.prompt ?? fields.input;
  for (const part of Array.isArray(rest) ? rest : [rest]) {
    if (text.length >= enoughChars) break;
    text += textOf(part);
  }
  return text;
}

function textOf(part: unknown): string {
  if (typeof part === "string") return part;
  if (typeof part !== "object" || part === null) return part === undefined ? "" : String(part);
  const { role, content } = part as { role?: unknown; content?: unknown };
  return typeof content === "string" ? `${role}:${content}\n` : JSON.stringify(part).slice(0, enoughChars);
}
