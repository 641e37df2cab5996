import { z } from "zod";
import { parseJson } from "../../lib/parse-json.ts";

const count = z.number().int().nullish();
const EngineUsage = z.looseObject({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.looseObject({ cached_tokens: count }).nullish(),
  /** Anthropic's: what is new of the question, and what was or is put into the cache. */
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
});
export interface TokenCount {
  prompt: number;
  completion: number;
  cached: number;
}

const name = Buffer.from('"usage"');

/**
 * The engine's own count, without parsing the whole answer. Inside a JSON string the quotes would be escaped, so `"usage"`
 * followed by `:` and `{` is the field. Null when the engine gave none.
 */
export function usageOf(answer: Buffer): TokenCount | null {
  const at = answer.lastIndexOf(name);
  if (at === -1) return null;
  const start = skipToValue(answer, at + name.length);
  const text = answer[start] === 0x7b ? balanced(answer, start) : null;
  const usage = text === null ? null : parseJson(text, EngineUsage);
  if (!usage) return null;
  if ((usage.prompt_tokens ?? null) === null && (usage.input_tokens ?? usage.output_tokens ?? null) !== null) {
    const cached = usage.cache_read_input_tokens ?? 0;
    const prompt = (usage.input_tokens ?? 0) + cached + (usage.cache_creation_input_tokens ?? 0);
    return { prompt, completion: usage.output_tokens ?? 0, cached };
  }
  return {
    prompt: usage.prompt_tokens ?? 0,
    completion: usage.completion_tokens ?? 0,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
  };
}

/** Index of the value after `:`; -1 when there is no colon. */
export function skipToValue(bytes: Buffer, from: number): number {
  let i = from;
  while (isSpace(bytes[i])) i += 1;
  if (bytes[i] !== 0x3a) return -1;
  i += 1;
  while (isSpace(bytes[i])) i += 1;
  return i;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** From `{` to its `}`. Usage holds numbers and objects of numbers, so braces in strings are no concern; else the parse says no. */
function balanced(bytes: Buffer, start: number): string | null {
  let depth = 0;
  for (let i = start; i < bytes.length; i++) {
    if (bytes[i] === 0x7b) depth += 1;
    else if (bytes[i] === 0x7d) depth -= 1;
    if (depth === 0) return bytes.toString("utf8", start, i + 1);
  }
  return null;
}
