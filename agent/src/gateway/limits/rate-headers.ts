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
    const left = Math.max(0, requestsPerMinute - minute.sum("requests", now) - waiting);
    headers.push("x-ratelimit-limit-requests", `${requestsPerMinute}`, "x-ratelimit-remaining-requests", `${left}`);
    headers.push("x-ratelimit-reset-requests", reset);
  }
  if (tokensPerMinute !== null) {
    const left = Math.max(0, tokensPerMinute - minute.sum("tokens", now) - held.tokens);
    headers.push("x-ratelimit-limit-tokens", `${tokensPerMinute}`, "x-ratelimit-remaining-tokens", `${left}`);
    headers.push("x-ratelimit-reset-tokens", reset);
  }
  return headers;
}

const none: string[] = [];

/** "1m0s", "12.5s", "20ms": as OpenAI writes it. */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / 1000;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
