/** The headers by which OpenAI's clients pace themselves. */
import type { KeySnapshot } from "../../contract/snapshot.ts";
import type { Account } from "./account.ts";
import { windowMs } from "./minute-window.ts";

/** name, value, name, value; empty for a key without such limits. */
export function rateHeaders(key: KeySnapshot, account: Account, now: number): string[] {
  const { requestsPerMinute, tokensPerMinute } = key;
  if (requestsPerMinute === null && tokensPerMinute === null) return none;
  const { minute, held, waiting } = account;
  // What is under way counts from its end on.
  const reset = duration(held.requests > 0 ? windowMs : minute.emptyAt(now) - now);
  const headers: string[] = [];
  if (requestsPerMinute !== null) {
    const left = requestsPerMinute - minute.sum("requests", now) - waiting;
    headers.push(...headersOf("requests", requestsPerMinute, left, reset));
  }
  if (tokensPerMinute !== null) {
    const left = tokensPerMinute - minute.sum("tokens", now) - held.tokens;
    headers.push(...headersOf("tokens", tokensPerMinute, left, reset));
  }
  return headers;
}

const none: string[] = [];

function headersOf(unit: "requests" | "tokens", limit: number, left: number, reset: string): string[] {
  return [
    ...[`x-ratelimit-limit-${unit}`, String(limit)],
    ...[`x-ratelimit-remaining-${unit}`, String(Math.max(0, left))],
    ...[`x-ratelimit-reset-${unit}`, reset],
  ];
}

/** "1m0s", "12.5s", "20ms": as OpenAI writes it. */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
