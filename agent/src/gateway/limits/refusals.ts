/** 429 in OpenAI's words: their clients tell "slow down" from "used up" by the code. */
import type { KeySnapshot } from "../../contract/snapshot.ts";
import type { Problem } from "../openai/problem.ts";

type Budget = KeySnapshot["budgets"][number];
/** Clients of OpenAI try a 429 again by themselves, which is of no use where waiting does not help. */
const inVain = { "x-should-retry": "false" };
/** What requests under way hold comes back when they end; nobody knows when. */
const soonSeconds = 5;

export function tooManyRequests(limit: number, retryAfterSeconds: number): Problem {
  const message = `Rate limit reached: this key may ask ${grouped(limit)} times a minute. Try again in ${retryAfterSeconds} s.`;
  return { status: 429, message, type: "requests", param: null, code: "rate_limit_exceeded", retryAfterSeconds };
}

export function tooManyTokens(limit: number, needed: number, retryAfterSeconds: number): Problem {
  const message = `Rate limit reached: this key may use ${grouped(limit)} tokens a minute, and this request may take ${grouped(needed)}. Try again in ${retryAfterSeconds} s, or ask for a shorter answer.`;
  return { status: 429, message, type: "tokens", param: null, code: "rate_limit_exceeded", retryAfterSeconds };
}

export function requestTooLarge(limit: number, needed: number): Problem {
  const message = `This request may take ${grouped(needed)} tokens, and this key may use ${grouped(limit)} a minute. Shorten the prompt or ask for a shorter answer (max_tokens).`;
  return {
    ...{ status: 429, message, type: "tokens", param: null, code: "rate_limit_exceeded", retryAfterSeconds: 60 },
    headers: inVain,
  };
}

export interface BudgetState {
  spent: number;
  held: number;
  needed: number;
  endsAt: number;
}

export function budgetReached(
  { period, unit, hard }: Budget,
  { spent, held, needed, endsAt }: BudgetState,
  now: number,
): Problem {
  const shown = (amount: number) => (unit === "tokens" ? `${grouped(amount)} tokens` : money(amount));
  const isLasting = spent + needed > hard;
  const retryAfterSeconds = isLasting ? Math.max(1, Math.ceil((endsAt - now) / 1000)) : soonSeconds;
  const left = isLasting
    ? `A new ${period} begins in ${retryAfterSeconds} s.`
    : `Requests under way hold ${shown(held)} of it; try again when they have ended.`;
  const message = `The budget of this key, ${shown(hard)} a ${period}, does not allow this request: ${shown(spent)} are spent and it may cost ${shown(needed)}. ${left}`;
  return {
    ...{ status: 429, message, type: "insufficient_quota", param: null, code: "insufficient_quota", retryAfterSeconds },
    ...(isLasting ? { headers: inVain } : {}),
  };
}

export const secondsUntil = (at: number, now: number): number => Math.max(1, Math.ceil((at - now) / 1000));
export { soonSeconds };

const grouped = (amount: number) => amount.toLocaleString("en-US");
/** Nano-units of the box's currency, whose name the gateway does not know. */
const money = (nano: number) => (nano / 1e9).toLocaleString("en-US", { maximumFractionDigits: 6 });
