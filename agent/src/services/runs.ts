/**
 * The book of runs: a row per run, written before it is asked for, so that any death of the agent can be answered by reading it.
 * Owners (jobs, deployments, tasks) are told what happens; an end is told before it is written, so a death between the two tells it again.
 */
import { SluiceError } from "../contract/error.ts";
import type { Run, RunKind } from "../contract/run.ts";
import type { Cause } from "../contract/word.ts";
import type { ModelFacts, Need } from "../engines/engine.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { newId } from "../lib/new-id.ts";
import { createSerial } from "../lib/serial.ts";
import type { RunRequest, ScheduleEvent, Scheduler } from "../scheduler/scheduler-types.ts";
import type { RunPatch, RunRecord, RunStore } from "../store/box/runs.ts";
import type { Actor, Owned } from "./may.ts";

export type OwnedEvent = Exclude<ScheduleEvent, { type: "ledger-changed" } | { type: "run-logged" }>;
export type LoggedEvent = Extract<ScheduleEvent, { type: "run-logged" }>;
export interface RunOwner {
  /** False: nobody wants this run any more (its owner went on without it). */
  owns(ownerId: string, runId: string): Promise<boolean>;
  /** One at a time, in order. */
  follow(ownerId: string, event: OwnedEvent): Promise<void>;
  /** At once, many a second: must be quick and must not throw. */
  logged?(ownerId: string, event: LoggedEvent): void;
}
export interface RunOrder {
  kind: RunKind;
  ownerId: string;
  label: string;
  engineId: string;
  spec: unknown;
  model: ModelFacts;
  need: Need;
  upstreamModel: string;
  attempt: number;
  owner: Owned;
}
/** What is known of a run that is taken back. */
export interface TakenBack extends Pick<RunOrder, "engineId" | "spec" | "model" | "upstreamModel" | "label"> {
  cards: readonly string[];
  memoryBytes: number;
}
export type Runs = ReturnType<typeof createRuns>;

export interface RunsOptions {
  store: RunStore;
  scheduler: Scheduler;
  /** True when the folder of this run says that a process was started for it. */
  wasStarted: (runId: string) => boolean;
  isDraining: () => boolean;
  clock: Clock;
  logger: Logger;
}

const [firstAgainMs, lastAgainMs] = [500, 30_000];

export function createRuns(options: RunsOptions) {
  const { store, scheduler, clock, logger } = options;
  const live = new Map<string, RunRecord>();
  const owners = new Map<string, RunOwner>();
  const ownerOf = (run: { ownerId: string }) => owners.get(run.ownerId.split("_")[0]!);
  const waits = new Map<string, string>();
  const inOrder = createSerial();
  const iso = (ms: number) => new Date(ms).toISOString();

  scheduler.on((event) => {
    if (event.type === "ledger-changed") return;
    const run = live.get(event.runId);
    if (!run || (event.type === "run-waiting" && !isNewWait(event))) return;
    if (event.type === "run-logged") return ownerOf(run)?.logged?.(run.ownerId, event);
    void tell(run, event);
  });

  /** An end that could not be written (the disk is full, say) is told again until it is: its owner would wait for it for ever. */
  async function tell(run: RunRecord, event: OwnedEvent, againMs = firstAgainMs): Promise<void> {
    try {
      await inOrder(() => take(run, event));
    } catch (error) {
      logger.error({ runId: run.id, event: event.type, err: error }, "news of a run could not be written");
      if (event.type !== "run-ended") return;
      await clock.sleep(againMs);
      await tell(run, event, Math.min(againMs * 2, lastAgainMs));
    }
  }

  /** An ETA that counts down is no news. */
  function isNewWait({ runId, wait }: Extract<OwnedEvent, { type: "run-waiting" }>): boolean {
    const text = `${wait.position} ${wait.code} ${wait.message}`;
    if (waits.get(runId) === text) return false;
    waits.set(runId, text);
    return true;
  }
  async function take(run: RunRecord, event: OwnedEvent): Promise<void> {
    if (event.type !== "run-ended") await note(run, patchOf(run, event, iso));
    await ownerOf(run)?.follow(run.ownerId, event);
    if (event.type !== "run-ended") return;
    await note(run, { phase: "ended", endedAt: iso(event.at), cause: event.cause });
    live.delete(run.id);
    waits.delete(run.id);
  }
  async function note(run: RunRecord, patch: RunPatch): Promise<void> {
    if (Object.keys(patch).length === 0) return;
    Object.assign(run, patch);
    await store.update(run.id, patch);
  }
  /** For runs that never had a process, or whose owner is gone. */
  async function bury(run: RunRecord, message: string): Promise<void> {
    const cause: Cause = { code: "lost", message, line: null, exitCode: null, signal: null };
    live.delete(run.id);
    await store.update(run.id, { phase: "ended", endedAt: iso(clock.now()), cause });
  }

  return {
    /** `idPrefix`: what the ids of these owners begin with, e.g. "job" for job_…; every run finds its owner by it, also after a restart. */
    setOwner(idPrefix: string, owner: RunOwner): void {
      owners.set(idPrefix, owner);
    },
    /** `prepare` runs between the row and the queue: the owner writes the run's id there. Throws `does-not-fit`; nothing is left then. */
    async start(order: RunOrder, prepare: (runId: string) => Promise<void>): Promise<string> {
      if (options.isDraining()) throw stopping();
      const { kind, ownerId, label, engineId, attempt, owner } = order;
      const createdAt = clock.now();
      const { spec, model, need, upstreamModel } = order;
      const id = newId("run");
      const request: RunRequest = { runId: id, kind, label, ownerId, engineId, spec, model, need, upstreamModel, createdAt };
      const base = { id, kind, label, ownerId, engineId, attempt, projectId: owner.projectId, createdBy: owner.createdBy };
      const empty = {
        phase: "waiting",
        cards: [],
        memoryBytes: need.memoryBytes,
        startedAt: null,
        endedAt: null,
        cause: null,
      } as const;
      const run: RunRecord = { ...base, ...empty, cards: [], createdAt: iso(createdAt), request };
      await store.create(run);
      live.set(id, run);
      try {
        await prepare(id);
        if (options.isDraining()) throw stopping(); // it began while we wrote: what it has not seen it cannot stop
        scheduler.submit(request);
      } catch (error) {
        await bury(run, "It could not be queued.");
        throw error;
      }
      return id;
    },
    /** A living process whose row is gone, or had ended: it gets one again, with nobody but itself as its owner. */
    async takeBack(id: string, given: TakenBack, actor: Actor): Promise<void> {
      if (live.has(id)) throw new SluiceError("wrong-state", "It is a known run already.");
      await store.removeEnded([id]);
      const createdAt = clock.now();
      const { engineId, spec, model, upstreamModel, cards, memoryBytes, label } = given;
      const need: Need = { memoryBytes, cards: cards.length, diskBytes: 0, source: "measured" };
      const named = { kind: "task" as const, ownerId: id, label, engineId };
      const request: RunRequest = { runId: id, ...named, spec, model, need, upstreamModel, createdAt };
      const who = { projectId: actor.projectId, createdBy: actor.id, attempt: 1 };
      const begun = { phase: "starting" as const, startedAt: null, endedAt: null, cause: null, createdAt: iso(createdAt) };
      const run: RunRecord = { id, ...named, ...who, ...begun, cards: [...cards], memoryBytes, request };
      await store.create(run);
      live.set(id, run);
      await adopt(run);
    },
    /** Resolves when nothing of it lives any more. */
    stop: (runId: string) => scheduler.stop(runId, "stopped"),
    /** Asked for, not waited for: the end arrives as news. */
    stopSoon(runId: string, why: "stopped" | "preempted" = "stopped"): void {
      scheduler.stop(runId, why).catch((error: unknown) => logger.error({ runId, err: error }, "a stop failed"));
    },
    isLive: (runId: string) => live.has(runId),
    live: (): Run[] => [...live.values()].map(({ request, ...run }) => run),
    ofOwner: (ownerId: string) => store.ofOwner(ownerId),
    remove: (ids: readonly string[]) => store.removeEnded(ids),
    /** At boot: leases first, then the queue. Owners must be set. */
    async recover(): Promise<void> {
      const wanted: RunRecord[] = [];
      for (const run of await store.live()) {
        if (await ownerOf(run)?.owns(run.ownerId, run.id)) wanted.push(run);
        else if (options.wasStarted(run.id))
          wanted.push(run); // still to be watched to its end, whoever asked for it
        else await bury(run, "Nobody waits for it any more.");
      }
      for (const run of wanted) live.set(run.id, run);
      const started = wanted.filter((run) => options.wasStarted(run.id));
      for (const run of started) await adopt(run);
      for (const run of wanted) if (!started.includes(run)) await submit(run);
    },
    /** Resolves when all news so far is written. */
    settled: () => inOrder(async () => {}),
  };

  async function adopt(run: RunRecord): Promise<void> {
    const request = run.request as RunRequest;
    const cards =
      run.cards.length > 0
        ? run.cards
        : scheduler
            .cards()
            .slice(0, 1)
            .map((card) => card.id);
    await scheduler.adopt(request, { cards, memoryBytes: run.memoryBytes });
  }
  async function submit(run: RunRecord): Promise<void> {
    try {
      scheduler.submit(run.request as RunRequest);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const cause: Cause = { code: "bad-config", message, line: null, exitCode: null, signal: null };
      await inOrder(() => take(run, { type: "run-ended", runId: run.id, at: clock.now(), cause, lastLines: [], result: null }));
    }
  }
}

const stopping = () => new SluiceError("busy", "The box is being stopped; nothing new is started.");

function patchOf(run: RunRecord, event: Exclude<OwnedEvent, { type: "run-ended" }>, iso: (ms: number) => string): RunPatch {
  switch (event.type) {
    case "run-waiting":
    case "lease-released":
    case "give-way-asked":
      return {};
    case "lease-granted": {
      const memoryBytes = event.lease.reduce((sum, lease) => sum + lease.memoryBytes, 0);
      return { cards: event.lease.map((lease) => lease.cardId), memoryBytes };
    }
    case "run-started":
      return { phase: run.phase === "ready" ? "ready" : "running", startedAt: run.startedAt ?? iso(event.at) };
    case "run-ready":
      return { phase: "ready" };
    case "run-stopping":
      return { phase: "stopping" };
  }
}
