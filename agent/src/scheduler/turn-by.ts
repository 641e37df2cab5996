import { estimateStarts } from "./estimate.ts";
import type { PlanInput, PlanLease, PlanRequest } from "./plan.ts";

/** Of the wait as it is believed: jobs may be shorter than believed, and the promise should hold all the same. */
const firstMargin = 0.7;
/** Long jobs that take turns must not do so at every checkpoint. */
const nextMargin = 3;
/** Whom a job was stopped for comes first. */
const nextLeastSeconds = 600;

/**
 * The promise a job gets when it comes: its first turn no later than first come, first served would have given it one. Shorter
 * jobs may pass it until then. One that was stopped goes to the end of that line, and is in less of a hurry. Null: the length
 * of one ahead of it is unknown, so they are served as they came anyhow.
 */
export function turnBy(request: PlanRequest, input: PlanInput, turn: "first" | "next"): number | null {
  const leases = withOneReplica(input.leases);
  const wait = estimateStarts({ ...input, leases, queue: [...input.queue, request] }).get(request.runId);
  if (wait === undefined) return null;
  return (input.nowSeconds ?? 0) + (turn === "first" ? wait * firstMargin : Math.max(nextLeastSeconds, wait * nextMargin));
}

/** Whatever serves beside the first may be asleep by then: a promise that comes too early does little harm. */
function withOneReplica(leases: readonly PlanLease[]): PlanLease[] {
  const first = leases.find((lease) => lease.kind === "replica");
  return leases.filter((lease) => lease.kind !== "replica" || lease.runId === first?.runId);
}
