/** The life of a job from queue to end: starts attempts, follows their news, decides what comes next (after-end.ts). */
import path from "node:path";
import { SluiceError } from "../../contract/error.ts";
import { isTerminalJob, type JobProgress, type JobState } from "../../contract/job.ts";
import type { Run } from "../../contract/run.ts";
import type { Cause } from "../../contract/word.ts";
import type { Engine } from "../../engines/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { JobPatch, JobRecord, JobStore } from "../../store/box/jobs.ts";
import type { ModelStore } from "../../store/box/models.ts";
import type { BoxEvents } from "../events.ts";
import { type FreeSpace, readFreeSpace, refuseFull } from "../import/free-space.ts";
import { factsOf } from "../models/models.ts";
import type { LoggedEvent, OwnedEvent, RunOwner, Runs } from "../runs.ts";
import { afterEnd, countWithoutProgress } from "./after-end.ts";
import { type Attempt, checkpointSteps, dropLeftovers, resumeFrom } from "./attempt-folders.ts";
import { attemptOrder } from "./attempt-order.ts";
import { advance, noProgress } from "./progress.ts";
import { registerResult, TrainResult } from "./register-result.ts";

export interface JobAttemptsOptions {
  store: JobStore;
  models: ModelStore;
  runs: Runs;
  events: BoxEvents;
  engineOf: (id: string) => Engine | null;
  noteEta: (runId: string, etaSeconds: number | null) => void;
  isDraining: () => boolean;
  data: string;
  runsDir: string;
  codeVersion: string | null;
  clock: Clock;
  logger: Logger;
  freeSpace?: FreeSpace;
}
export type JobAttempts = ReturnType<typeof createJobAttempts>;
/** Less than this is a disk on which nothing more could be written. */
const fullBelowBytes = 64 * 2 ** 20;

export function createJobAttempts(options: JobAttemptsOptions) {
  const { store, runs, events, clock, logger, freeSpace = readFreeSpace } = options;
  const progress = new Map<string, JobProgress>();
  const unsaved = new Set<string>();
  const now = () => new Date(clock.now()).toISOString();

  async function update(job: { id: string }, patch: JobPatch): Promise<void> {
    await store.update(job.id, patch);
    events.emit({ type: "job-changed", id: job.id });
  }
  async function attemptsOf(jobId: string, which: (run: Run) => boolean = () => true): Promise<Attempt[]> {
    return (await runs.ofOwner(jobId)).filter(which).map((run) => ({ runId: run.id, dir: path.join(options.runsDir, run.id) }));
  }
  /** Throws `does-not-fit` when it can never fit this box, `disk-full`, `busy` while the box is being stopped. */
  async function startAttempt(job: JobRecord): Promise<void> {
    const engine = options.engineOf(job.engineId);
    if (!engine) return fail(job, "bad-config", `The engine "${job.engineId}" is not part of this version.`);
    const model = await options.models.get(job.baseModelId);
    if (!model) return fail(job, "bad-config", "Its base model is not there any more.");
    const base = factsOf(model, path.resolve(options.data, model.dir));
    const version = await store.version(job.datasetVersionId);
    const resume = await resumeFrom(await attemptsOf(job.id));
    const order = attemptOrder(job, { engine, base, version, data: options.data, resumeFrom: resume });
    await refuseFull(freeSpace, options.data, order.need.diskBytes, `The job "${job.name}"`);
    let isCancelled = false;
    const queue = async (runId: string) => {
      isCancelled = !(await store.requeue(job, { runId, attempts: order.attempt, state: "queued" }));
      if (isCancelled) throw new SluiceError("wrong-state", "The job was cancelled or paused meanwhile.");
      events.emit({ type: "job-changed", id: job.id });
    };
    try {
      await runs.start(order, queue);
    } catch (error) {
      if (!isCancelled) throw error;
      await settleAsked(job);
    }
  }
  /** A person asked to stop or pause what has no process (any more): it has come to that, or the pause was taken back meanwhile. */
  async function settleAsked({ id, runId }: JobRecord): Promise<void> {
    if (await store.move(id, "pausing", { state: "paused", runId: null })) return events.emit({ type: "job-changed", id });
    const job = await store.get(id);
    if (job?.state === "stopping") await update(job, { state: "cancelled", finishedAt: now() });
    else if (job?.state === "queued" && job.runId === runId) await startAgain(job);
  }
  async function fail(job: JobRecord, code: Cause["code"], message: string): Promise<void> {
    const cause: Cause = { code, message, line: null, exitCode: null, signal: null };
    await update(job, { state: "failed", cause, finishedAt: now() });
  }

  /** Not asked by a person who could be told: a failure becomes the job's end, but a box that is being stopped only puts it off. */
  async function startAgain(job: JobRecord): Promise<void> {
    try {
      await startAttempt(job);
    } catch (error) {
      const code = error instanceof SluiceError ? error.code : null;
      if (code === "busy") return putOff(job);
      await fail(job, code === "disk-full" ? code : "bad-config", error instanceof Error ? error.message : String(error));
    }
  }
  /** Until the next boot. */
  async function putOff({ id }: JobRecord): Promise<void> {
    const job = await store.get(id); // as it is now: it may have the run that could not be queued
    if (!job) return;
    const isQueued = await store.requeue(job, { state: "queued", runId: null });
    if (isQueued) events.emit({ type: "job-changed", id: job.id });
    else await settleAsked(job);
  }

  async function follow(jobId: string, event: OwnedEvent): Promise<void> {
    const job = await store.get(jobId);
    if (!job || job.runId !== event.runId || isTerminalJob(job.state)) {
      if (event.type === "run-started") runs.stopSoon(event.runId); // nobody wants this one any more
      return;
    }
    switch (event.type) {
      case "lease-released":
      case "run-ready":
        return;
      case "run-waiting":
      case "lease-granted":
        return events.emit({ type: "job-changed", id: jobId });
      case "run-started":
        // Asked to stop before there was anything to stop, perhaps by an agent that died over it.
        if (!(await store.move(jobId, "queued", { state: "preparing", startedAt: job.startedAt ?? now() }))) {
          if (isAsked((await store.get(jobId))?.state)) runs.stopSoon(event.runId);
        }
        return events.emit({ type: "job-changed", id: jobId });
      case "run-stopping":
        return events.emit({ type: "job-changed", id: jobId });
      case "run-ended":
        return end(job, event);
    }
  }
  async function end(job: JobRecord, event: Extract<OwnedEvent, { type: "run-ended" }>): Promise<void> {
    await saveProgress(job.id);
    const [cancelAsked, pauseAsked] = [job.state === "stopping", job.state === "pausing"];
    const cause = await seenAtDisk(event.cause);
    const withoutProgress = cause.code === "ok" ? 0 : await attemptsWithoutProgress(job.id);
    const decision = afterEnd({ cause, cancelAsked, pauseAsked, draining: options.isDraining(), withoutProgress });
    logger.info({ job: job.id, run: event.runId, cause: cause.code, decision: decision.do }, "attempt ended");
    switch (decision.do) {
      case "succeed":
        return succeed(job, event.runId, event.result);
      case "cancel":
        return close(job, { state: "cancelled", cause });
      case "pause":
        return settleAsked(job);
      case "fail":
        return close(job, { state: "failed", cause: decision.cause });
      case "wait-for-boot":
        return putOff(job);
      case "retry":
        return startAgain(job);
    }
  }
  async function attemptsWithoutProgress(jobId: string): Promise<number> {
    return countWithoutProgress(await checkpointSteps(await attemptsOf(jobId, (run) => run.startedAt !== null)));
  }
  /** On a full disk neither the log nor the trainer's last word can be written: the disk itself is asked. */
  async function seenAtDisk(cause: Cause): Promise<Cause> {
    if (cause.code !== "crashed" && cause.code !== "lost") return cause;
    if ((await freeSpace(options.data)).freeBytes >= fullBelowBytes) return cause;
    return { ...cause, code: "disk-full", message: "The disk is full. Free some space, then start it again." };
  }
  async function close(job: JobRecord, patch: JobPatch & { state: "succeeded" | "failed" | "cancelled" }): Promise<void> {
    const attempts = await attemptsOf(job.id); // before anybody can start another
    await update(job, { ...patch, finishedAt: now() });
    progress.delete(job.id);
    // Not waited for: gigabytes of checkpoints take their time, and whatever starts next would wait with us. What a death leaves
    // goes with the job.
    dropLeftovers(attempts, patch.state === "succeeded").catch((error: unknown) =>
      logger.warn({ job: job.id, err: error }, "what its attempts left could not be deleted"),
    );
  }
  async function succeed(job: JobRecord, runId: string, raw: unknown): Promise<void> {
    const parsed = TrainResult.safeParse(raw);
    if (!parsed.success) {
      logger.error({ job: job.id, issues: parsed.error.issues }, "result.json is not what was agreed");
      return fail(job, "crashed", "The trainer finished, but its result could not be read.");
    }
    const { files, versions, ...report } = parsed.data;
    const base = await options.models.get(job.baseModelId);
    const datasetContentHash = (await store.version(job.datasetVersionId))?.contentHash ?? null;
    const fake = (base?.fake ?? false) || (options.engineOf(job.engineId)?.fake ?? false);
    const given = { result: parsed.data, runDir: path.join(options.runsDir, runId), base, datasetContentHash, fake };
    const target = { store: options.models, data: options.data, codeVersion: options.codeVersion, now: clock.now() };
    const resultModelIds = await registerResult(job, given, target);
    await close(job, { state: "succeeded", report, resultModelIds, cause: null });
    for (const id of Object.values(resultModelIds)) events.emit({ type: "model-changed", id });
  }

  function logged(jobId: string, { event, replayed }: LoggedEvent): void {
    progress.set(jobId, advance(progress.get(jobId) ?? noProgress, event));
    unsaved.add(jobId);
    const isMilestone = event.type === "stage-ended" || (event.type === "stage-started" && event.stage === "training");
    if (isMilestone && !replayed)
      void saveProgress(jobId).catch((error: unknown) => logger.error({ err: error }, "progress not saved"));
  }
  async function saveProgress(jobId: string): Promise<void> {
    const current = progress.get(jobId);
    if (!unsaved.delete(jobId) || !current) return;
    const job = await store.get(jobId);
    if (!job) return;
    await store.update(jobId, { progress: current });
    const hasMoved = isRunning(current) && (await store.move(jobId, "preparing", { state: "running" }));
    if (job.runId) options.noteEta(job.runId, current.etaSeconds);
    events.emit(hasMoved ? { type: "job-changed", id: jobId } : { type: "job-progressed", id: jobId, progress: current });
  }

  const owner: RunOwner = {
    async owns(jobId, runId) {
      const job = await store.get(jobId);
      return job !== null && job.runId === runId && job.finishedAt === null;
    },
    follow,
    logged,
  };
  runs.setOwner("job", owner);

  return {
    startAttempt,
    attemptsOf,
    progressOf: (jobId: string): JobProgress | null => progress.get(jobId) ?? null,
    forget: (jobId: string) => progress.delete(jobId),
    /** At most once a second (main.ts): a step every few milliseconds must not become a write every few milliseconds. */
    async saveAll(): Promise<void> {
      for (const jobId of [...unsaved]) await saveProgress(jobId);
    },
    /** At boot, after the runs were recovered: jobs without a run go on, cancelled ones end. */
    async recover(): Promise<void> {
      await runs.settled(); // the ends of dead runs first: they start again by themselves
      for (const { id } of await store.live()) {
        const job = await store.get(id); // as it is now: starting those before it took a while
        if (!job || isTerminalJob(job.state)) continue;
        const isLive = job.runId !== null && runs.isLive(job.runId);
        if (isLive && isAsked(job.state)) runs.stopSoon(job.runId!);
        else if (isLive || job.state === "paused") continue;
        else if (isAsked(job.state)) await settleAsked(job);
        else await startAgain(job);
      }
    },
  };
}

/** A person wants it to stop, for good or for a while. */
const isAsked = (state: JobState | undefined): boolean => state === "stopping" || state === "pausing";

/** The measuring before is still preparing; running begins with the training itself. */
const isRunning = (progress: JobProgress): boolean => progress.stage === "training" || progress.step > 0;
