import type { RunKind } from "../contract/run.ts";
import type { PlanInput, PlanRequest } from "./plan.ts";

const rank: Record<RunKind, number> = { replica: 0, task: 1, job: 2 };
/** Whatever gave its card to jobs comes after them. */
const rankOf = ({ kind, yields }: PlanRequest): number => (yields ? 3 : rank[kind]);

/** Who is looked at first: replicas, then tasks, then jobs by the rules, then replicas that sleep for them. */
export function inOrder(input: PlanInput, byLength: boolean): readonly PlanRequest[] {
  const { queue } = input;
  if (!byLength) return queue.every((one) => one.kind === "job") ? queue : queue.toSorted((a, b) => rankOf(a) - rankOf(b));
  return queue.length < 2 ? queue : queue.toSorted((a, b) => compare(a, b, input));
}

/** One job of unknown length, or without a promise of its turn, and all are served as they came. */
export function goesByLength({ queue, etas, rules }: PlanInput): boolean {
  if (rules?.order !== "shortest-first") return false;
  const isKnown = (one: PlanRequest): boolean => typeof etas.get(one.runId) === "number" && typeof one.turnBySeconds === "number";
  return queue.every((one) => one.kind !== "job" || isKnown(one));
}

/** Among jobs: the turns that are due, longest due first; then those with the least time left. */
function compare(a: PlanRequest, b: PlanRequest, input: PlanInput): number {
  if (a.kind !== "job" || b.kind !== "job") return rankOf(a) - rankOf(b);
  const [isDueA, isDueB] = [isDue(a, input), isDue(b, input)];
  if (isDueA !== isDueB) return isDueA ? -1 : 1;
  return isDueA ? turnAt(a) - turnAt(b) : secondsLeft(a.runId, input) - secondsLeft(b.runId, input);
}

/** The job has not had the first turn it was promised. */
export const isDue = (request: PlanRequest, { nowSeconds }: PlanInput): boolean =>
  nowSeconds !== undefined && turnAt(request) <= nowSeconds;

export const overdueSeconds = (request: PlanRequest, input: PlanInput): number =>
  isDue(request, input) ? (input.nowSeconds ?? 0) - turnAt(request) : 0;

export const secondsLeft = (runId: string, input: PlanInput): number => input.etas.get(runId) ?? 0;

const turnAt = (request: PlanRequest): number => request.turnBySeconds ?? Number.POSITIVE_INFINITY;
