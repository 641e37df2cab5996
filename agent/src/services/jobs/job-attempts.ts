/** The life of a job from queue to end: starts attempts, follows their news, decides what comes next (after-end.ts). */
import path from "node:path";
import { SluiceError } from "../../contract/error.ts";
import type { JobProgress, JobState } from "../../contract/job.ts";
import type { Cause } from "../../contract/word.ts";
import type { Engine, ModelFacts } from "../../engines/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { JobPatch, JobRecord, JobStore } from "../../store/box/jobs.ts";
import type { ModelRecord, ModelStore } from "../../store/box/models.ts";
import type { BoxEvents } from "../events.ts";
import { factsOf } from "../models/models.ts";
import type { LoggedEvent, OwnedEvent, RunOwner, Runs } from "../runs.ts";
import { afterEnd, countWithoutProgress } from "./after-end.ts";
import { type Attempt, checkpointSteps, resumeFrom } from "./attempt-folders.ts";
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
}
export type JobAttempts = ReturnType<typeof createJobAttempts>;

export function createJobAttempts(options: JobAttemptsOptions) {
  const { store, runs, events, clock, logger } = options;
  const progress = new Map<string, JobProgress>();
  const unsaved = new Set<string>();
  const now = () => new Date(clock.now()).toISOString();

  async function update(job: { id: string }, patch: JobPatch): Promise<void> {
    await store.update(job.id, patch);
    events.emit({ type: "job-changed", id: job.id });
  }
  async function attemptsOf(jobId: string): Promise<Attempt[]> {
    return (await runs.ofOwner(jobId)).map((run) => ({ runId: run.id, dir: path.join(options.runsDir, run.id) }));
  }
  async function modelOf(job: JobRecord): Promise<{ base: ModelRecord; facts: ModelFacts }> {
    const base = await options.models.get(job.baseModelId);
    if (!base) throw new Error(`job ${job.id} has lost its base model ${job.baseModelId}`);
    return { base, facts: factsOf(base, path.resolve(options.data, base.dir)) };
  }
  /** Throws `does-not-fit` when it can never fit this box. */
  async function startAttempt(job: JobRecord): Promise<void> {
    const engine = options.engineOf(job.engineId);
    if (!engine) return fail(job, "bad-config", `The engine "${job.engineId}" is not part of this version.`);
    const { facts } = await modelOf(job);
    const dataset = path.join(options.data, "datasets", job.datasetVersionId);
    const longestTokens = (await store.version(job.datasetVersionId))?.longestTokens || null;
    const data = { train: path.join(dataset, "train.jsonl"), heldOut: path.join(dataset, "held-out.jsonl"), longestTokens };
    const from = await resumeFrom(await attemptsOf(job.id));
    const spec = engine.spec.parse({
      base: { dir: facts.dir },
      data,
      recipe: job.recipe,
      sampleQuestions: job.sampleQuestions,
      resumeFrom: from,
    });
    const need = engine.need(spec, facts);
    const attempt = job.attempts + 1;
    const order = {
      kind: "job" as const,
      ownerId: job.id,
      label: job.name,
      engineId: engine.id,
      spec,
      model: facts,
      need,
      attempt,
    };
    let isCancelled = false;
    const queue = async (runId: string) => {
      isCancelled = !(await store.requeue(job.id, { runId, attempts: attempt, state: "queued" }));
      if (isCancelled) throw new SluiceError("wrong-state", "The job was cancelled meanwhile.");
      events.emit({ type: "job-changed", id: job.id });
    };
    try {
      await runs.start({ ...order, upstreamModel: "", owner: job }, queue);
    } catch (error) {
      if (!isCancelled) throw error;
      await update(job, { state: "cancelled", finishedAt: now() });
    }
  }
  async function fail(job: JobRecord, code: Cause["code"], message: string): Promise<void> {
    const cause: Cause = { code, message, line: null, exitCode: null, signal: null };
    await update(job, { state: "failed", cause, finishedAt: now() });
  }

  async function follow(jobId: string, event: OwnedEvent): Promise<void> {
    const job = await store.get(jobId);
    if (!job || job.runId !== event.runId) return;
    switch (event.type) {
      case "lease-released":
      case "run-ready":
        return;
      case "run-waiting":
      case "lease-granted":
        return events.emit({ type: "job-changed", id: jobId });
      case "run-started":
        if (event.adopted) progress.set(jobId, { ...noProgress });
        if (job.state === "queued") await update(job, { state: "preparing", startedAt: job.startedAt ?? now() });
        return;
      case "run-stopping":
        return events.emit({ type: "job-changed", id: jobId });
      case "run-ended":
        return end(job, event);
    }
  }
  async function end(job: JobRecord, event: Extract<OwnedEvent, { type: "run-ended" }>): Promise<void> {
    await saveProgress(job.id);
    const cancelAsked = job.state === "stopping";
    const withoutProgress = countWithoutProgress(await checkpointSteps(await attemptsOf(job.id)));
    const decision = afterEnd({ cause: event.cause, cancelAsked, draining: options.isDraining(), withoutProgress });
    logger.info({ job: job.id, run: event.runId, cause: event.cause.code, decision: decision.do }, "attempt ended");
    switch (decision.do) {
      case "succeed":
        return succeed(job, event.runId, event.result);
      case "cancel":
        return update(job, { state: "cancelled", finishedAt: now(), cause: event.cause });
      case "fail":
        return update(job, { state: "failed", finishedAt: now(), cause: decision.cause });
      case "wait-for-boot":
        return update(job, { state: "queued", runId: null });
      case "retry":
        return startAttempt(job).catch((error: unknown) =>
          fail(job, "bad-config", error instanceof Error ? error.message : String(error)),
        );
    }
  }
  async function succeed(job: JobRecord, runId: string, raw: unknown): Promise<void> {
    const parsed = TrainResult.safeParse(raw);
    if (!parsed.success) {
      logger.error({ job: job.id, issues: parsed.error.issues }, "result.json is not what was agreed");
      return fail(job, "crashed", "The trainer finished, but its result could not be read.");
    }
    const { files, versions, ...report } = parsed.data;
    const { base } = await modelOf(job);
    const datasetContentHash = (await store.version(job.datasetVersionId))?.contentHash ?? null;
    const fake = base.fake || (options.engineOf(job.engineId)?.fake ?? false);
    const given = { result: parsed.data, runDir: path.join(options.runsDir, runId), base, datasetContentHash, fake };
    const target = { store: options.models, data: options.data, codeVersion: options.codeVersion, now: clock.now() };
    const resultModelIds = await registerResult(job, given, target);
    await update(job, { state: "succeeded", finishedAt: now(), report, resultModelIds, cause: null });
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
    const state = stateFrom(job.state, current);
    await store.update(jobId, { progress: current, ...(state === job.state ? {} : { state }) });
    if (job.runId) options.noteEta(job.runId, current.etaSeconds);
    events.emit(
      state === job.state ? { type: "job-progressed", id: jobId, progress: current } : { type: "job-changed", id: jobId },
    );
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
      for (const job of await store.live()) {
        if (job.runId && runs.isLive(job.runId)) continue;
        if (job.state === "stopping") await update(job, { state: "cancelled", finishedAt: now() });
        else
          await startAttempt(job).catch((error: unknown) =>
            fail(job, "bad-config", error instanceof Error ? error.message : String(error)),
          );
      }
    },
  };
}

/** The measuring before is still preparing; running begins with the training itself. */
function stateFrom(state: JobState, progress: JobProgress): JobState {
  return state === "preparing" && (progress.stage === "training" || progress.step > 0) ? "running" : state;
}
