/** The scheduler's door: one ledger of cards for training AND serving. It alone decides who starts; services only ask. */
import type { Card, CardState, Lease } from "../contract/card.ts";
import type { Wait } from "../contract/job.ts";
import type { RunKind } from "../contract/run.ts";
import type { ModelFacts, Need } from "../engines/engine.ts";
import type { RunEvent } from "../supervisor/supervisor-types.ts";

/** Plain JSON: stored with the run, so it can be started or adopted again after any death of the agent. */
export interface RunRequest {
  runId: string;
  kind: RunKind;
  label: string;
  ownerId: string;
  engineId: string;
  spec: unknown;
  model: ModelFacts;
  need: Need;
  upstreamModel: string;
  createdAt: number;
}
export type ScheduleEvent =
  | RunEvent
  | { type: "run-waiting"; runId: string; wait: Wait }
  | { type: "lease-granted"; runId: string; lease: Lease[] }
  | { type: "lease-released"; runId: string }
  /** Its owner is to let it go, in its own way, so that `to` can start. */
  | { type: "give-way-asked"; runId: string; to: { kind: RunKind; label: string } }
  | { type: "ledger-changed" };

export interface Scheduler {
  /** Queues; it starts as soon as it fits. Throws SluiceError `does-not-fit` at once if it can never fit this box. */
  submit(request: RunRequest): void;
  /** At boot, before submit: runs that had a lease. The lease is held again first, then the supervisor adopts. */
  adopt(request: RunRequest, lease: { cards: string[]; memoryBytes: number }): Promise<void>;
  /** Waiting: taken out of the queue (ends with cause `stopped`). Live: stopped, resolves when its processes are gone. */
  stop(runId: string, why: "stopped" | "preempted"): Promise<void>;
  waits(): Map<string, Wait>;
  cards(): CardState[];
  /** Cards that came since the start ([]: one of those that are there can be used again, or not any more): looks again. */
  noteCards(found: readonly Card[]): void;
  /** Tell the queue how long a running job has left, so those behind it can be given an ETA. */
  noteEta(runId: string, etaSeconds: number | null): void;
  /** Whom cards belong to, or who may give way, has changed: looks again. */
  look(): void;
  on(listener: (event: ScheduleEvent) => void): () => void;
  /** No new starts; live runs stay (agent stop). */
  detach(): Promise<void>;
}
