/** How a canary stands against the old deployment, as a person sees it. The box decides by itself; this only says where it is. Pure. */
import type { Rollout, RouteLive } from "@sluice/agent/contract";

export interface Side {
  requests: number;
  failed: number;
  /** 0..1, or null while nothing was asked. */
  failureRate: number | null;
  firstMs: number | null;
}
export type Verdict = "attaching" | "too-few" | "failing" | "slow" | "waits" | "fine";
export interface Standing {
  canary: Side;
  stable: Side | null;
  requests: { have: number; need: number };
  seconds: { have: number; need: number };
  verdict: Verdict;
}

/** Fewer answers say nothing about a rate. */
const fewest = 10;

export function standingOf(rollout: Rollout, live: RouteLive | undefined, nowMs: number): Standing {
  const since = rollout.stepStartedAt ? Date.parse(rollout.stepStartedAt) : Number.POSITIVE_INFINITY;
  const canary = sideOf(live, rollout.canaryId, since);
  const stable = rollout.stableId === null ? null : sideOf(live, rollout.stableId, since);
  const seconds = Number.isFinite(since) ? Math.max(0, (nowMs - since) / 1000) : 0;
  const { minRequests, minSeconds } = rollout.rules;
  const wants = { requests: { have: canary.requests, need: minRequests }, seconds: { have: seconds, need: minSeconds } };
  return { canary, stable, ...wants, verdict: verdictOf(rollout, canary, stable, seconds) };
}

function verdictOf(rollout: Rollout, canary: Side, stable: Side | null, seconds: number): Verdict {
  const { rules, state } = rollout;
  if (state === "attaching") return "attaching";
  if (canary.requests < Math.min(fewest, rules.minRequests)) return "too-few";
  if ((canary.failureRate ?? 0) - (stable?.failureRate ?? 0) > rules.maxExtraErrorRate) return "failing";
  if (canary.firstMs !== null && stable?.firstMs && canary.firstMs / stable.firstMs > rules.maxLatencyRatio) return "slow";
  return canary.requests < rules.minRequests || seconds < rules.minSeconds ? "waits" : "fine";
}

/** Everything a deployment answered in stretches that began at or after `since`. */
export function sideOf(live: RouteLive | undefined, deploymentId: string, since: number): Side {
  const target = live?.targets.find((t) => t.deploymentId === deploymentId);
  const side = { requests: 0, failed: 0, weighted: 0, timed: 0 };
  for (const [i, at] of (live?.at ?? []).entries()) {
    // A step may begin inside a stretch: what was asked in it belongs mostly to the step.
    if (at + (live?.stepSeconds ?? 0) * 1000 <= since) continue;
    const requests = target?.requests[i] ?? 0;
    side.requests += requests;
    side.failed += target?.failed[i] ?? 0;
    const first = target?.firstMs[i];
    if (first === null || first === undefined || requests === 0) continue;
    side.weighted += first * requests;
    side.timed += requests;
  }
  const { requests, failed, weighted, timed } = side;
  return {
    requests,
    failed,
    failureRate: requests > 0 ? failed / requests : null,
    firstMs: timed > 0 ? weighted / timed : null,
  };
}

/** The last step is all of the traffic, whether it was named or not. */
export const stepsOf = ({ steps }: Pick<Rollout["rules"], "steps">): number[] =>
  [...new Set([...steps, 100])].sort((a, b) => a - b);

export type StepState = "done" | "now" | "failed" | "next";
/** The ladder: which steps lie behind, where it stands or fell, what is to come. */
export function ladderOf(rollout: Rollout): { percent: number; state: StepState }[] {
  const over = rollout.state === "rolled-back" || rollout.state === "cancelled";
  const reached = over ? (rollout.history.findLast((h) => h.percent > 0)?.percent ?? 0) : rollout.percent;
  return stepsOf(rollout.rules).map((percent) => {
    if (rollout.state === "done" || percent < reached) return { percent, state: "done" };
    if (percent > reached || rollout.state === "attaching") return { percent, state: "next" };
    return { percent, state: over ? "failed" : "now" };
  });
}
