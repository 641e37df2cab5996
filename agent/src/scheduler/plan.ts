/** What starts now, and why the others wait. Pure: cards, what is held, and the queue in; decisions in words and numbers out. */
import type { Wait } from "../contract/job.ts";
import type { RunKind } from "../contract/run.ts";
import type { AcceleratorId } from "../contract/word.ts";
import { decide } from "./decide.ts";
import { estimateStarts } from "./estimate.ts";
import type { Stoppable } from "./give-way.ts";
import type { PlanRules } from "./rules.ts";
import { waitBehind, waitForMemory } from "./wait-words.ts";

export interface PlanCard {
  id: string;
  accelerator: AcceleratorId;
  leasableBytes: number;
  /** Who holds memory of it without a lease: it cannot be given away until they leave. */
  strangers?: CardStrangers | null;
}
export interface CardStrangers {
  /** Beyond what is kept for the system anyhow. */
  bytes: number;
  /** The biggest first; all of them. */
  by: readonly { pid: number | null; command: string; user: string | null; bytes: number }[];
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
  /** When first come, first served would have started it; null or absent: unknown, or it had its first turn. */
  turnBySeconds?: number | null;
  /** A replica that sleeps while jobs need its card: it comes after them all, and nobody stops for it. */
  yields?: boolean;
  /** A replica that somebody woke: running jobs give way to it whatever the rules say. */
  mayTake?: boolean;
}
export interface PlanInput {
  cards: readonly PlanCard[];
  leases: readonly PlanLease[];
  /** In the order of asking. */
  queue: readonly PlanRequest[];
  /** Seconds a run has left (live) or takes (waiting); null or absent: nobody knows. */
  etas: ReadonlyMap<string, number | null>;
  /** Absent: first come, first served. */
  rules?: PlanRules;
  /** On the clock of `turnBySeconds`. */
  nowSeconds?: number;
  /** Live jobs that may be asked to stop and go on later. */
  stoppable?: ReadonlyMap<string, Stoppable>;
  /** Live replicas that go to sleep where a job needs their card, in the order in which they do. */
  sleepable?: ReadonlySet<string>;
  /** Live runs that are on their way out. */
  stopping?: ReadonlySet<string>;
}
export interface Start {
  runId: string;
  leases: { cardId: string; memoryBytes: number }[];
}
export interface Plan {
  starts: Start[];
  /** Running jobs that have to stop, and replicas that have to sleep, so that others can start; `stopsFor`: who, by each of them. */
  stops: string[];
  stopsFor: Map<string, PlanRequest>;
  waits: Map<string, Wait>;
}

export function plan(input: PlanInput): Plan {
  const { starts, stops, stopsFor, waiting, blockerAt, free, held } = decide(input);
  const etas = estimateStarts({ ...input, leases: held, queue: waiting });
  const blocker = waiting[blockerAt];
  const waits = waiting.map((request, i): [string, Wait] => {
    const at = { position: i + 1, etaSeconds: etas.get(request.runId) ?? null };
    const isBehind = blocker && i > blockerAt;
    return [request.runId, isBehind ? waitBehind(at, request, blocker) : waitForMemory(at, request, input.cards, free, held)];
  });
  return { starts, stops, stopsFor, waits: new Map(waits) };
}
