/**
 * What a rollout does next. Pure; whoever looks applies it and may look again at any time.
 *
 *   attaching ──ready──▶ running 5 % ──▶ 25 % ──▶ 100 % ──settled──▶ done
 *       │                   │              │        │
 *       └───────────────────┴── worse, crashed, stopped, thrown out by the gateway ──▶ rolled-back
 */
import type { RolloutReason, RolloutRules } from "../../contract/route.ts";
import type { DeploymentRecord } from "../../store/box/deployments.ts";
import type { ReplicaRecord } from "../../store/box/replicas.ts";
import type { RolloutRecord } from "../../store/box/rollouts.ts";
import { bestOf } from "../deployments/best-of.ts";
import { type Answers, medianOf, noAnswers } from "./answers.ts";
import { compare } from "./compare.ts";

export interface Facts {
  rollout: Pick<RolloutRecord, "state" | "percent" | "stepStartedAt" | "stableId" | "rules">;
  /** Null: it was deleted. */
  canary: Pick<DeploymentRecord, "state" | "wanted" | "restarts" | "cause"> | null;
  stable: Pick<DeploymentRecord, "wanted"> | null;
  /** Since the step began. */
  answers: { canary: Answers; stable: Answers } | null;
  /** Every answer that ended before this moment is among them. */
  countedUpTo: number;
  now: number;
}
export type Move =
  | { do: "wait" }
  | { do: "go"; percent: number; reason: RolloutReason }
  | { do: "finish"; reason: RolloutReason }
  | { do: "roll-back"; reason: RolloutReason };

/**
 * At 100 % an ejection that the gateway decided on meanwhile must have been read before the old one is let go. It looks at the
 * snapshot once a second at least.
 */
export const settleMs = 1500;

export function nextMove(facts: Facts): Move {
  const { rollout } = facts;
  const broken = whatBroke(facts.canary);
  if (broken) return { do: "roll-back", reason: broken };
  if (rollout.state === "attaching") return facts.canary?.state === "ready" ? begin(facts) : { do: "wait" };
  const { canary, stable } = facts.answers ?? { canary: noAnswers(), stable: noAnswers() };
  const worse = compare(canary, stable, rollout.rules);
  if (worse) return { do: "roll-back", reason: worse };
  const since = Date.parse(rollout.stepStartedAt ?? "") || 0;
  if (rollout.percent >= 100) {
    if (facts.countedUpTo < since + settleMs) return { do: "wait" };
    return { do: "finish", reason: { code: "done", why: "It has taken over.", details: {} } };
  }
  const { minRequests, minSeconds } = rollout.rules;
  if (canary.requests < minRequests || facts.now - since < minSeconds * 1000) return { do: "wait" };
  return { do: "go", percent: stepAfter(rollout.rules, rollout.percent), reason: notWorse(canary, stable) };
}

/** Of a deployment with several replicas: ready with the first, broken with any. Null where there is none. */
export function standingOf(replicas: readonly ReplicaRecord[]): Facts["canary"] {
  const [first] = replicas;
  if (!first) return null;
  const broken = replicas.find((one) => one.restarts > 0 || one.state === "needs-attention");
  const { restarts, cause } = broken ?? first;
  const state = broken?.state === "needs-attention" ? broken.state : bestOf(replicas.map((one) => one.state));
  return { state, restarts, cause, wanted: first.wanted };
}

function begin({ rollout, stable }: Facts): Move {
  if (rollout.stableId === null || stable === null)
    return { do: "finish", reason: { code: "first-version", why: "It is the first version of this route.", details: {} } };
  if (stable.wanted === "stopped") {
    const why = "The old one is stopped, so there is nothing to compare with.";
    return { do: "go", percent: 100, reason: { code: "old-not-serving", why, details: {} } };
  }
  return {
    do: "go",
    percent: stepAfter(rollout.rules, 0),
    reason: { code: "ready", why: "It is ready and answers.", details: {} },
  };
}

function whatBroke(canary: Facts["canary"]): RolloutReason | null {
  if (!canary) return { code: "removed", why: "Its deployment was deleted.", details: {} };
  const cause = canary.cause?.message ?? "";
  if (canary.state === "needs-attention") return { code: "down", why: `It does not run. ${cause}`.trim(), details: { cause } };
  if (canary.restarts > 0) return { code: "crashed", why: `It crashed. ${cause}`.trim(), details: { cause } };
  if (canary.wanted === "stopped") return { code: "stopped", why: "Its deployment was stopped.", details: {} };
  return null;
}

/** The steps in order; the last one is all of the traffic, whether it was named or not. */
export function stepAfter({ steps }: Pick<RolloutRules, "steps">, percent: number): number {
  return [...steps, 100].sort((a, b) => a - b).find((step) => step > percent) ?? 100;
}

function notWorse(canary: Answers, stable: Answers): RolloutReason {
  const { requests, failed } = canary;
  const times = [medianOf(canary.firstMs), medianOf(stable.firstMs)].map((ms) => (ms === null ? null : Math.round(ms)));
  const [ms, oldMs] = times as [number | null, number | null];
  const compared = `the old one: ${stable.failed} of ${stable.requests}`;
  const time = ms === null ? "" : ` First token after ${ms} ms${oldMs === null ? "" : ` (${oldMs} ms)`}.`;
  const why = `${failed} of ${requests} answers failed (${compared}).${time}`;
  const details = { requests, failed, oldRequests: stable.requests, oldFailed: stable.failed };
  return {
    code: "not-worse",
    why,
    details: { ...details, ...(ms === null ? {} : { ms }), ...(oldMs === null ? {} : { oldMs }) },
  };
}
