/**
 * What a key may ask for now. Limits of a minute and hard budgets are held against what was used, what requests under way have
 * reserved, and what this one may take: it is refused before a limit is passed, not after.
 */
import type { KeySnapshot } from "../../contract/snapshot.ts";
import type { Problem } from "../openai/problem.ts";
import { type Account, type Amount, hold, letGo, spentIn } from "./account.ts";
import { createLedger, type LedgerParts, type SpentView } from "./ledger.ts";
import { createPeriods } from "./periods.ts";
import { rateHeaders } from "./rate-headers.ts";
import { budgetReached, requestTooLarge, secondsUntil, soonSeconds, tooManyRequests, tooManyTokens } from "./refusals.ts";
import type { CountedLine } from "./usage-book.ts";

/** A request's place among the limits until the usage file has its open line; releasing twice is no harm. */
export interface Ticket {
  release(): void;
}
/** No ticket: this key has no limits, so there is nothing to give back. */
export type Admitted = { ok: true; ticket: Ticket | null } | { ok: false; problem: Problem };
export type Limits = ReturnType<typeof createLimits>;

interface Waiting extends Ticket, Amount {
  account: Account;
}

export function createLimits(parts: LedgerParts) {
  const ledger = createLedger(parts);
  const waiting = new Map<string, Waiting>();
  const periodsAt = createPeriods();
  let { utcOffsetMinutes } = parts.view;

  const refusal = (key: KeySnapshot, account: Account, needed: Amount, now: number): Problem | null => {
    const periods = periodsAt(now, utcOffsetMinutes);
    for (const budget of key.budgets) {
      const { period, unit, hard } = budget;
      const state = { spent: spentIn(account, period, unit, periods), held: account.held[unit], needed: needed[unit] };
      if (state.spent + state.held + state.needed <= hard) continue;
      const endsAt = period === "day" ? periods.dayEndsAt : periods.monthEndsAt;
      return budgetReached(budget, { ...state, endsAt }, now);
    }
    return overRequests(key, account, now) ?? overTokens(key, account, needed.tokens, now);
  };
  const release = (id: string) => {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    one.account.waiting -= 1;
    letGo(one.account, one);
  };

  return {
    /** The reserve is the request's from here on; its open line takes it over, its end line settles it. */
    admit(id: string, key: KeySnapshot, needed: Amount, now: number): Admitted {
      if (isFree(key)) return free;
      const account = ledger.accountOf(key.id);
      const problem = refusal(key, account, needed, now);
      if (problem) return { ok: false, problem };
      const ticket = { ...needed, account, release: () => release(id) };
      waiting.set(id, ticket);
      account.waiting += 1;
      hold(account, needed);
      return { ok: true, ticket };
    },
    /** `x-ratelimit-*` as name, value, name, value. */
    headers: (key: KeySnapshot, now: number): string[] => rateHeaders(key, ledger.accountOf(key.id), now),
    /** Every line the meter writes. */
    line(file: string, line: CountedLine, end: number): void {
      if (line.t === "open") release(line.id);
      ledger.line(file, line, end);
    },
    take(view: SpentView): boolean {
      utcOffsetMinutes = view.utcOffsetMinutes;
      return ledger.take(view);
    },
    look: ledger.look,
  };
}

const free: Admitted = { ok: true, ticket: null };
const isFree = ({ requestsPerMinute, tokensPerMinute, budgets }: KeySnapshot) =>
  requestsPerMinute === null && tokensPerMinute === null && budgets.length === 0;

function overRequests({ requestsPerMinute: limit }: KeySnapshot, { minute, waiting }: Account, now: number): Problem | null {
  if (limit === null || minute.sum("requests", now) + waiting < limit) return null;
  const most = limit - 1 - waiting;
  return tooManyRequests(limit, most < 0 ? soonSeconds : secondsUntil(minute.fallsTo("requests", most, now), now));
}

function overTokens({ tokensPerMinute: limit }: KeySnapshot, account: Account, needed: number, now: number): Problem | null {
  const { minute, held } = account;
  if (limit === null || minute.sum("tokens", now) + held.tokens + needed <= limit) return null;
  if (needed > limit) return requestTooLarge(limit, needed);
  const most = limit - needed - held.tokens;
  return tooManyTokens(limit, needed, most < 0 ? soonSeconds : secondsUntil(minute.fallsTo("tokens", most, now), now));
}
