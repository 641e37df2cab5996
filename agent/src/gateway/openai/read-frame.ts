import { skipToValue, type TokenCount, usageOf } from "./usage-of.ts";

/** `usage`: the extra last chunk with no choices; `content`: holds generated text; `error`: the engine gave up in mid-stream. */
export type FrameKind = "content" | "usage" | "done" | "error" | "other";
export interface Frame {
  kind: FrameKind;
  usage: TokenCount | null;
}

const done = Buffer.from("data: [DONE]");
const doneTight = Buffer.from("data:[DONE]");
const choices = Buffer.from('"choices"');
/** Where generated text stands: chat, reasoning models, tool calls, completions. Role-only and finish-only chunks have none of them, or empty. */
const textFields = ['"content"', '"text"', '"reasoning_content"', '"reasoning"', '"arguments"', '"name"'].map((f) =>
  Buffer.from(f),
);

export function readFrame(frame: Buffer): Frame {
  if (startsWith(frame, done) || startsWith(frame, doneTight)) return { kind: "done", usage: null };
  const usage = usageOf(frame);
  const atChoices = frame.indexOf(choices);
  if (atChoices === -1) return { kind: isError(frame) ? "error" : usage ? "usage" : "other", usage };
  const list = skipToValue(frame, atChoices + choices.length);
  if (frame[list] === 0x5b && frame[list + 1] === 0x5d) return { kind: usage ? "usage" : "other", usage };
  return { kind: textFields.some((field) => hasText(frame, field)) ? "content" : "other", usage };
}

/** `data: null`, which llama.cpp begins with where it was asked several prompts. */
export function isDataless(frame: Buffer): boolean {
  return frame.length < 16 && startsWith(frame, nothing);
}
const nothing = Buffer.from("data: null");

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.length >= prefix.length && bytes.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}

function hasText(frame: Buffer, field: Buffer): boolean {
  const at = frame.indexOf(field);
  if (at === -1) return false;
  const value = skipToValue(frame, at + field.length);
  return frame[value] === 0x22 && frame[value + 1] !== 0x22;
}

/** `data: {"error":…}`, or llama.cpp's older `error: {…}`. */
function isError(frame: Buffer): boolean {
  const head = frame.toString("latin1", 0, 40);
  return head.startsWith("error:") || /^data: ?\{\s*"error"/.test(head);
}
