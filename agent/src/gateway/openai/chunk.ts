/** A chunk of a chat's or completion's stream, read as a whole: for the APIs and records that need more of it than its kind. */
import { z } from "zod";
import { parseJson } from "../../lib/parse-json.ts";
import { type Latin1, textOf } from "../latin1.ts";

const ToolCall = z.looseObject({
  index: z.number().int().nullish(),
  id: z.string().nullish(),
  function: z.looseObject({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});
const Delta = z.looseObject({
  content: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  /** vLLM's newer word for the same. */
  reasoning: z.string().nullish(),
  tool_calls: z.array(ToolCall).nullish(),
});
const Choice = z.looseObject({
  index: z.number().int().default(0),
  delta: Delta.nullish(),
  text: z.string().nullish(),
  logprobs: z.record(z.string(), z.unknown()).nullish(),
  finish_reason: z.string().nullish(),
});
const Chunk = z.looseObject({
  id: z.string().nullish(),
  created: z.number().nullish(),
  choices: z.array(Choice),
  usage: z
    .looseObject({ completion_tokens_details: z.looseObject({ reasoning_tokens: z.number().nullish() }).nullish() })
    .nullish(),
});
export type Chunk = z.infer<typeof Chunk>;
export type ChunkToolCall = z.infer<typeof ToolCall>;

/** The JSON of an event; null for comments, `[DONE]` and what is none. */
export function readChunk(frame: Latin1): Chunk | null {
  return parseJson(dataOf(frame), Chunk);
}

/** What stands behind `data:`, the lines of one event together. */
export function dataOf(frame: Latin1): string {
  const text = textOf(frame);
  if (text.startsWith("data: ") && text.indexOf("\n") >= text.trimEnd().length) return text.slice(6);
  return text
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith("data:") ? [line.slice(5)] : []))
    .join("\n");
}

export const thoughtOf = ({ reasoning_content, reasoning }: NonNullable<Chunk["choices"][number]["delta"]>): string =>
  reasoning_content ?? reasoning ?? "";
