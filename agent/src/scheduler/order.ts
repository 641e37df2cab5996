import type { RunKind } from "../contract/run.ts";
import type { PlanInput, PlanRequest } from "./plan.ts";

const rank: Record<RunKind, number> = { replica: 0, task: 1, job: 2 };

/** Who is looked at first: replicas, then tasks, then jobs by the rules. */
export function inOrder(input: PlanInput): readonly PlanRequest[] {
  const { queue } = input;
  const isFirstCome = !goesByLength(input);
  if (isFirstCome && queue.every((one) => one.kind === "job")) return queue;
  if (isFirstCome) return queue.toSorted((a, b) => rank[a.kind] - rank[b.kind]);
  const keyed = queue.map((request) => ({ request, ...keyOf(request, input) }));
  keyed.sort((a, b) => a.rank - b.rank || a.key - b.key);
  return keyed.map((one) => one.request);
}

/** One job of unknown length, and all are served as they came. */
export function goesByLength({ queue, etas, rules }: PlanInput): boolean {
  const isKnown = (runId: string): boolean => typeof etas.get(runId) === "number";
  return rules?.order === "shortest-first" && queue.every((one) => one.kind !== "job" || isKnown(one.runId));
}

/** Among jobs: the first turns that are due, longest due first; then those with the least time left. */
function keyOf(request: PlanRequest, input: PlanInput): { rank: number; key: number } {
  if (request.kind !== "job") return { rank: rank[request.kind], key: 0 };
  return isDue(request, input) ? { rank: rank.job, key: turnAt(request) } : { rank: rank.job + 1, key: secondsLeft(request.runId, input) };
}

/** The job has not had the first turn it was promised. */
export const isDue = (request: PlanRequest, { nowSeconds }: PlanInput): boolean =>
  nowSeconds !== undefined && turnAt(request) <= nowSeconds;

export const overdueSeconds = (request: PlanRequest, input: PlanInput): number =>
  isDue(request, input) ? (input.nowSeconds ?? 0) - turnAt(request) : 0;

export const secondsLeft = (runId: string, input: PlanInput): number => input.etas.get(runId) ?? 0;

const turnAt = (request: PlanRequest): number => request.turnBySeconds ?? Number.POSITIVE_INFINITY;
