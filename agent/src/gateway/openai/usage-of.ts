import type { Latin1 } from "../latin1.ts";
import { isObject } from "../questions/question.ts";

export interface TokenCount {
  prompt: number;
  completion: number;
  cached: number;
}

const name = '"usage"';

/**
 * The engine's own count, without parsing the whole answer. Inside a JSON string the quotes would be escaped, so `"usage"`
 * followed by `:` and `{` is the field. Null when the engine gave none, or one that is no count.
 */
export function usageOf(answer: Latin1): TokenCount | null {
  const at = answer.lastIndexOf(name);
  if (at === -1) return null;
  const start = skipToValue(answer, at + name.length);
  const usage = answer[start] === "{" ? parsed(balanced(answer, start)) : null;
  if (!usage) return null;
  const details = usage.prompt_tokens_details ?? {};
  const counts = [
    ...[usage.prompt_tokens, usage.completion_tokens, isObject(details) ? details.cached_tokens : false],
    // Anthropic's: what is new of the question, and what was or is put into the cache.
    ...[usage.input_tokens, usage.output_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens],
  ];
  if (!counts.every(isCountOrNone)) return null;
  const [prompt, completion, cached, input, output, read, made] = counts as (number | null | undefined)[];
  if ((prompt ?? null) === null && (input ?? output ?? null) !== null)
    return { prompt: (input ?? 0) + (read ?? 0) + (made ?? 0), completion: output ?? 0, cached: read ?? 0 };
  return { prompt: prompt ?? 0, completion: completion ?? 0, cached: cached ?? 0 };
}

const isCountOrNone = (value: unknown) => value === undefined || value === null || Number.isSafeInteger(value);

function parsed(text: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = text === null ? null : JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Index of the value after `:`; -1 when there is no colon. */
export function skipToValue(bytes: Latin1, from: number): number {
  let i = from;
  while (isSpace(bytes.charCodeAt(i))) i += 1;
  if (bytes.charCodeAt(i) !== 0x3a) return -1;
  i += 1;
  while (isSpace(bytes.charCodeAt(i))) i += 1;
  return i;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** From `{` to its `}`. Usage holds numbers and objects of numbers, so braces in strings are no concern; else the parse says no. */
function balanced(bytes: Latin1, start: number): string | null {
  let depth = 0;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes.charCodeAt(i);
    if (byte === 0x7b) depth += 1;
    else if (byte === 0x7d) depth -= 1;
    if (depth === 0) return bytes.slice(start, i + 1);
  }
  return null;
}
