import type { RunKind } from "../contract/run.ts";
import type { PlanInput, PlanRequest } from "./plan.ts";

const rank: Record<RunKind, number> = { replica: 0, task: 1, job: 2 };

/** Who is looked at first: replicas, then tasks, then jobs by the rules. */
export function inOrder(input: PlanInput): readonly PlanRequest[] {
  const { queue, etas, rules } = input;
  const isFirstCome = rules?.order !== "shortest-first" || !queue.every((one) => one.kind !== "job" || isKnown(etas.get(one.runId)));
  if (isFirstCome && queue.every((one) => one.kind === "job")) return queue;
  if (isFirstCome) return queue.toSorted((a, b) => rank[a.kind] - rank[b.kind]);
  const keyed = queue.map((request) => ({ request, ...keyOf(request, input) }));
  keyed.sort((a, b) => a.rank - b.rank || a.key - b.key);
  return keyed.map((one) => one.request);
}

/** Among jobs: the first turns that are due, longest due first; then the least work. */
function keyOf(request: PlanRequest, input: PlanInput): { rank: number; key: number } {
  if (request.kind !== "job") return { rank: rank[request.kind], key: 0 };
  return isDue(request, input) ? { rank: rank.job, key: turnAt(request) } : { rank: rank.job + 1, key: workOf(request, input) };
}

/** The job has not had the first turn it was promised. */
export const isDue = (request: PlanRequest, { nowSeconds }: PlanInput): boolean =>
  nowSeconds !== undefined && turnAt(request) <= nowSeconds;

export const overdueSeconds = (request: PlanRequest, input: PlanInput): number =>
  isDue(request, input) ? (input.nowSeconds ?? 0) - turnAt(request) : 0;

/** Card-seconds still ahead of it. */
export const workOf = (request: PlanRequest, input: PlanInput): number =>
  (input.etas.get(request.runId) ?? 0) * Math.max(1, request.cards);

const turnAt = (request: PlanRequest): number => request.firstTurnBySeconds ?? Number.POSITIVE_INFINITY;
const isKnown = (seconds: number | null | undefined): boolean => seconds !== null && seconds !== undefined;
