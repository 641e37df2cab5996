/**
 * What starts now, and why the others wait. Pure: cards, what is held, and the queue in; decisions in words and numbers out.
 *
 * Replicas come before tasks, tasks (seconds to minutes) before jobs, and each kind first come, first served. Nobody
 * overtakes: a later, smaller job would keep an earlier, bigger one waiting for ever. One exception, because it would block the
 * box until a person acts: a replica or task that could not start even if every job and task ended (other replicas hold the
 * memory) does not hold up those behind it.
 */
import type { Wait } from "../contract/job.ts";
import type { RunKind } from "../contract/run.ts";
import type { AcceleratorId } from "../contract/word.ts";
import { estimateStarts } from "./estimate.ts";
import { type Free, freeOf, place, take } from "./place.ts";
import { waitBehind, waitForMemory } from "./wait-words.ts";

export interface PlanCard {
  id: string;
  accelerator: AcceleratorId;
  leasableBytes: number;
}
export interface PlanLease {
  runId: string;
  kind: RunKind;
  label: string;
  cardId: string;
  memoryBytes: number;
}
export interface PlanRequest {
  runId: string;
  kind: RunKind;
  label: string;
  runsOn: readonly AcceleratorId[];
  memoryBytes: number;
  cards: number;
}
export interface PlanInput {
  cards: readonly PlanCard[];
  leases: readonly PlanLease[];
  /** In the order of asking. */
  queue: readonly PlanRequest[];
  /** Seconds a run has left (live) or takes (waiting); null or absent: nobody knows. */
  etas: ReadonlyMap<string, number | null>;
}
export interface Start {
  runId: string;
  leases: { cardId: string; memoryBytes: number }[];
}
export interface Plan {
  starts: Start[];
  waits: Map<string, Wait>;
}

const rank: Record<RunKind, number> = { replica: 0, task: 1, job: 2 };
const inOrder = (queue: readonly PlanRequest[]): PlanRequest[] => queue.toSorted((a, b) => rank[a.kind] - rank[b.kind]);

export function plan(input: PlanInput): Plan {
  const { cards, leases } = input;
  const free = freeOf(cards, leases);
  const lasting = freeOf(
    cards,
    leases.filter((lease) => lease.kind === "replica"),
  );
  const starts: Start[] = [];
  const held = [...leases];
  const waiting: { request: PlanRequest; behind: PlanRequest | null }[] = [];
  let blocker: PlanRequest | null = null;
  for (const request of inOrder(input.queue)) {
    const placed = blocker ? null : place(request, cards, free);
    if (!placed) {
      waiting.push({ request, behind: blocker });
      if (!blocker && holdsUpOthers(request, cards, lasting)) blocker = request;
      continue;
    }
    take(free, placed);
    if (request.kind === "replica") take(lasting, placed);
    starts.push({ runId: request.runId, leases: placed });
    held.push(...placed.map((lease) => ({ ...lease, runId: request.runId, kind: request.kind, label: request.label })));
  }
  const etas = estimateStarts({ ...input, leases: held, queue: waiting.map((w) => w.request) });
  const waits = waiting.map(({ request, behind }, i): [string, Wait] => {
    const at = { position: i + 1, etaSeconds: etas.get(request.runId) ?? null };
    return [request.runId, behind ? waitBehind(at, request, behind) : waitForMemory(at, request, cards, free, held)];
  });
  return { starts, waits: new Map(waits) };
}

/** A job always does: strictly first come, first served among jobs. */
function holdsUpOthers(request: PlanRequest, cards: readonly PlanCard[], lasting: Free): boolean {
  return request.kind === "job" || place(request, cards, lasting) !== null;
}
