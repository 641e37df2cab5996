import type { RunKind } from "../contract/run.ts";
import type { PlanInput, PlanRequest } from "./plan.ts";

const rank: Record<RunKind, number> = { replica: 0, task: 1, job: 2 };

/** Who is looked at first: replicas, then tasks, then jobs by the rules. */
export function inOrder(input: PlanInput): PlanRequest[] {
  const { queue, etas, rules } = input;
  const jobs = queue.filter((request) => request.kind === "job");
  const others = queue.filter((request) => request.kind !== "job").sort((a, b) => rank[a.kind] - rank[b.kind]);
  if (rules?.order !== "shortest-first" || !jobs.every((job) => isKnown(etas.get(job.runId)))) return [...others, ...jobs];
  const keyed = jobs.map((job) => ({ job, due: isDue(job, input), key: workOf(job, input) }));
  keyed.sort((a, b) => Number(b.due) - Number(a.due) || (a.due ? turnAt(a.job) - turnAt(b.job) : a.key - b.key));
  return [...others, ...keyed.map((one) => one.job)];
}

/** The job has not had the first turn it was promised. */
export function isDue(request: PlanRequest, input: PlanInput): boolean {
  return input.nowSeconds !== undefined && turnAt(request) <= input.nowSeconds;
}

/** Card-seconds still ahead of it. */
export const workOf = (request: PlanRequest, input: PlanInput): number =>
  (input.etas.get(request.runId) ?? 0) * Math.max(1, request.cards);

const turnAt = (request: PlanRequest): number => request.firstTurnBySeconds ?? Number.POSITIVE_INFINITY;
const isKnown = (seconds: number | null | undefined): boolean => seconds !== null && seconds !== undefined;
