/** What one key has spent and holds, as far as this gateway can know. Sums are integers, so they stay exact. */
import type { KeySpent } from "../../contract/snapshot.ts";
import { createMinuteWindow, type MinuteWindow } from "./minute-window.ts";
import type { Periods } from "./periods.ts";

/** Nano-units for cost. */
export interface Amount {
  tokens: number;
  cost: number;
}
interface DayLater extends Amount {
  day: number;
  ends: number;
}
export interface Account {
  /** What the agent has stored. */
  stored: KeySpent | null;
  /** Ended after that, by budget day. */
  later: DayLater[];
  /** Reserved by requests under way. */
  held: Amount & { requests: number };
  /** Of those, the requests that no usage file knows yet. */
  waiting: number;
  minute: MinuteWindow;
}

export function createAccount(stored: KeySpent | null): Account {
  const held = { tokens: 0, cost: 0, requests: 0 };
  return { stored, later: [], held, waiting: 0, minute: createMinuteWindow() };
}

export function hold({ held }: Account, { tokens, cost }: Amount): void {
  held.requests += 1;
  held.tokens += tokens;
  held.cost += cost;
}
export function letGo({ held }: Account, { tokens, cost }: Amount): void {
  held.requests -= 1;
  held.tokens -= tokens;
  held.cost -= cost;
}

/** A request has ended and the snapshot does not have it yet; with negative numbers: now it has. */
export function addLater({ later }: Account, day: number, ends: number, tokens: number, cost: number): void {
  let one = later.find((sum) => sum.day === day);
  if (!one) {
    one = { day, ends: 0, tokens: 0, cost: 0 };
    later.push(one);
  }
  one.ends += ends;
  one.tokens += tokens;
  one.cost += cost;
  if (one.ends === 0) later.splice(later.indexOf(one), 1);
}

export function spentIn(account: Account, period: "day" | "month", unit: "tokens" | "cost", periods: Periods): number {
  const { stored } = account;
  const name = period === "day" ? periods.dayName : periods.monthName;
  let sum = stored !== null && stored[period].period === name ? stored[period][unit] : 0;
  for (const one of account.later) {
    const counts = period === "day" ? one.day === periods.day : one.day >= periods.monthFrom && one.day < periods.monthUpTo;
    if (counts) sum += one[unit];
  }
  return sum;
}

/** Nothing is remembered of this key: it can be forgotten. */
export function isIdle({ stored, later, held, minute }: Account, now: number): boolean {
  return stored === null && later.length === 0 && held.requests === 0 && minute.emptyAt(now) <= now;
}
