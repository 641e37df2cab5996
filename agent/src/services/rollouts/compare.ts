/** Is the new version worse than the old one, over the same minutes? Pure. The gateway throws out by errors at once; this also sees latency. */
import type { RolloutReason, RolloutRules } from "../../contract/route.ts";
import { type Answers, medianOf } from "./answers.ts";

/** Chance of a false alarm that is accepted at each look: with 1 % of errors on both sides nobody is thrown out. */
const maxChance = 0.001;
/** What nobody would feel is no reason, whatever the ratio: 1 ms against 4 ms. */
const leastGapMs = 50;
const leastTimed = 10;

export function compare(canary: Answers, stable: Answers, rules: RolloutRules): RolloutReason | null {
  return moreErrors(canary, stable, rules) ?? slower(canary, stable, rules);
}

function moreErrors(canary: Answers, stable: Answers, { maxExtraErrorRate }: RolloutRules): RolloutReason | null {
  const share = shareOf(canary);
  if (share - shareOf(stable) <= maxExtraErrorRate) return null;
  // Half a failure in ten answers more than was seen: an old one that has hardly been asked proves little.
  const expected = (stable.failed + 0.5) / (stable.requests + 10);
  if (chanceOf(share, canary.requests, expected) >= maxChance) return null;
  const [failed, requests] = [canary.failed, canary.requests];
  const why = `${failed} of its ${requests} answers failed; of the old one's ${stable.failed} of ${stable.requests}.`;
  return { code: "errors", why, details: { failed, requests, oldFailed: stable.failed, oldRequests: stable.requests } };
}

function slower(canary: Answers, stable: Answers, { minRequests, maxLatencyRatio }: RolloutRules): RolloutReason | null {
  if (canary.timed < Math.max(minRequests, leastTimed) || stable.timed < leastTimed) return null;
  const [ms, oldMs] = [medianOf(canary.firstMs)!, medianOf(stable.firstMs)!];
  if (ms <= oldMs * maxLatencyRatio || ms - oldMs < leastGapMs) return null;
  const why = `Its first token takes ${Math.round(ms)} ms (median), the old one's ${Math.round(oldMs)} ms.`;
  return { code: "latency", why, details: { ms: Math.round(ms), oldMs: Math.round(oldMs) } };
}

export const shareOf = ({ failed, requests }: Answers): number => (requests === 0 ? 0 : failed / requests);

/** Chernoff's bound: so likely at most are failures like these where each answer fails with `expected`. */
function chanceOf(share: number, requests: number, expected: number): number {
  if (share <= expected) return 1;
  const term = (p: number, q: number) => (p === 0 ? 0 : p * Math.log(p / q));
  return Math.exp(-requests * (term(share, expected) + term(1 - share, 1 - expected)));
}
