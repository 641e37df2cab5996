import type { Latin1 } from "../latin1.ts";
import { skipToValue, type TokenCount, usageOf } from "./usage-of.ts";

/** `usage`: the extra last chunk with no choices; `content`: holds generated text; `error`: the engine gave up in mid-stream. */
export type FrameKind = "content" | "usage" | "done" | "error" | "other";
export interface Frame {
  kind: FrameKind;
  usage: TokenCount | null;
}

const choices = '"choices"';
/** Where generated text stands: chat, reasoning models, tool calls, completions. Role-only and finish-only chunks have none of them, or empty. */
const textFields = ['"content"', '"text"', '"reasoning_content"', '"reasoning"', '"arguments"', '"name"'];
const content: Frame = { kind: "content", usage: null };
const other: Frame = { kind: "other", usage: null };
const done: Frame = { kind: "done", usage: null };

export function readFrame(frame: Latin1): Frame {
  if (frame.startsWith("data: [DONE]") || frame.startsWith("data:[DONE]")) return done;
  const usage = usageOf(frame);
  const atChoices = frame.indexOf(choices);
  if (atChoices === -1) return { kind: isError(frame) ? "error" : usage ? "usage" : "other", usage };
  const list = skipToValue(frame, atChoices + choices.length);
  if (frame[list] === "[" && frame[list + 1] === "]") return { kind: usage ? "usage" : "other", usage };
  const hasContent = textFields.some((field) => hasText(frame, field));
  if (!usage) return hasContent ? content : other;
  return { kind: hasContent ? "content" : "other", usage };
}

/** `data: null`, which llama.cpp begins with where it was asked several prompts. */
export function isDataless(frame: Latin1): boolean {
  return frame.length < 16 && frame.startsWith("data: null");
}

function hasText(frame: Latin1, field: string): boolean {
  const at = frame.indexOf(field);
  if (at === -1) return false;
  const value = skipToValue(frame, at + field.length);
  return frame[value] === '"' && frame[value + 1] !== '"';
}

/** `data: {"error":…}`, or llama.cpp's older `error: {…}`. */
function isError(frame: Latin1): boolean {
  return frame.startsWith("error:") || /^data: ?\{\s*"error"/.test(frame.slice(0, 40));
}
