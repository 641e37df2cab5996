/** Stops asking an engine that keeps failing, and tries it again with single requests after a growing wait. Pure but for its own counts. */

export interface BreakerRules {
  /** Failures in a row. */
  inRow: number;
  /** Or this share of the last `window` requests. */
  share: number;
  window: number;
  firstWaitMs: number;
  maxWaitMs: number;
}
export const breakerRules: BreakerRules = { inRow: 5, share: 0.5, window: 20, firstWaitMs: 1000, maxWaitMs: 30_000 };

export interface Breaker {
  /** Closed, or open for so long that one may try. */
  mayAsk(now: number): boolean;
  asked(now: number): void;
  /** True when this closed it. */
  succeeded(): boolean;
  /** True when this opened it (not when a trial fails). */
  failed(now: number): boolean;
  /** The one that tried said nothing (its client hung up). */
  abandoned(): void;
  /** Ms until it may be tried; 0 when it may be asked now. */
  waitMs(now: number): number;
  /** Of the last requests, for people. */
  recent(): { requests: number; failures: number };
}

export function createBreaker(rules: BreakerRules = breakerRules): Breaker {
  let inRow = 0;
  let last: boolean[] = [];
  /** Null: closed. */
  let openUntil: number | null = null;
  let waitMs = rules.firstWaitMs;
  let isTrying = false;

  const remember = (failed: boolean) => {
    last.push(failed);
    if (last.length > rules.window) last.shift();
    inRow = failed ? inRow + 1 : 0;
    if (inRow === 0 && !last.includes(true)) last = [];
  };
  const recent = () => ({ requests: last.length, failures: last.filter((failed) => failed).length });
  const isTooMuch = () => {
    if (inRow >= rules.inRow) return true;
    return last.length >= rules.window && recent().failures >= rules.share * rules.window;
  };
  return {
    recent,
    mayAsk: (now) => openUntil === null || (now >= openUntil && !isTrying),
    asked(now) {
      if (openUntil !== null && now >= openUntil) isTrying = true;
    },
    succeeded() {
      if (openUntil === null) {
        // Nothing is remembered until one fails: the usual case costs nothing.
        if (last.length > 0) remember(false);
        return false;
      }
      // An answer that was under way when it opened is no trial, but good news all the same.
      [openUntil, isTrying, inRow, last, waitMs] = [null, false, 0, [], rules.firstWaitMs];
      return true;
    },
    failed(now) {
      if (openUntil !== null) {
        if (isTrying) {
          isTrying = false;
          waitMs = Math.min(waitMs * 2, rules.maxWaitMs);
          openUntil = now + waitMs;
        }
        return false;
      }
      remember(true);
      if (!isTooMuch()) return false;
      openUntil = now + waitMs;
      return true;
    },
    abandoned() {
      isTrying = false;
    },
    waitMs: (now) => (openUntil === null ? 0 : Math.max(0, openUntil - now)),
  };
}
