/** What a person can do with a job. */
import { rm } from "node:fs/promises";
import path from "node:path";
import { SluiceError } from "../../contract/error.ts";
import {
  type Checkpoint,
  type CreateJob,
  isTerminalJob,
  type Job,
  type LogChunk,
  type SeriesPoint,
  type Wait,
} from "../../contract/job.ts";
import type { List } from "../../contract/word.ts";
import type { Engine } from "../../engines/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import { newId } from "../../lib/new-id.ts";
import type { JobRecord, JobStore } from "../../store/box/jobs.ts";
import type { PageQuery } from "../../store/box/page.ts";
import type { BoxEvents } from "../events.ts";
import { type Actor, found, type Owned } from "../may.ts";
import type { Models } from "../models/models.ts";
import { readLog } from "../read-log.ts";
import type { Recipes } from "../recipes.ts";
import type { Runs } from "../runs.ts";
import { readCheckpoints, readSeries } from "./attempt-folders.ts";
import type { JobAttempts } from "./job-attempts.ts";
import { noProgress } from "./progress.ts";

export interface JobsOptions {
  store: JobStore;
  attempts: JobAttempts;
  models: Models;
  modelNames: (ids: readonly string[]) => Promise<Map<string, string>>;
  recipes: Recipes;
  routeOf: (id: string) => Promise<Owned | null>;
  runs: Runs;
  events: BoxEvents;
  engineOf: (id: string) => Engine | null;
  isInstalled: (pack: string) => boolean;
  waits: () => Map<string, Wait>;
  /** Its card time stays on the bill when a job is deleted. */
  keepTraining: (jobId: string) => Promise<void>;
  clock: Clock;
}
export type Jobs = ReturnType<typeof createJobs>;
export type NewJob = Required<CreateJob>;

export function createJobs(options: JobsOptions) {
  const { store, attempts, runs, events } = options;

  async function shown(records: readonly JobRecord[]): Promise<Job[]> {
    const names = await options.modelNames([...new Set(records.map((job) => job.baseModelId))]);
    const versions = new Map(
      await Promise.all(records.map(async (job) => [job.id, await store.version(job.datasetVersionId)] as const)),
    );
    const waits = options.waits();
    return records.map((job) => ({
      ...job,
      baseModelName: names.get(job.baseModelId) ?? "(deleted)",
      datasetName: versions.get(job.id)?.name ?? "(deleted)",
      datasetVersion: versions.get(job.id)?.version ?? 0,
      wait: job.runId ? (waits.get(job.runId) ?? null) : null,
      progress: (isTerminalJob(job.state) ? null : attempts.progressOf(job.id)) ?? job.progress,
    }));
  }
  const one = async (job: JobRecord): Promise<Job> => (await shown([job]))[0]!;
  const get = async (actor: Actor, id: string, verb: "read" | "change" | "remove" = "read") =>
    found(actor, verb, await store.get(id), "job");

  /** Resumed before it has quite stopped: the end of that attempt finds the job wanted and makes the next one. */
  async function takeBack({ id, state }: JobRecord): Promise<boolean> {
    if (state !== "pausing") return false;
    const runId = (await store.get(id))?.runId;
    if (!runId || !runs.isLive(runId)) await store.move(id, "pausing", { state: "paused", runId: null });
    else if (await store.move(id, "pausing", { state: "queued" })) {
      events.emit({ type: "job-changed", id });
      return true;
    }
    return false;
  }

  function engineFor(id: string): Engine {
    const engine = options.engineOf(id);
    if (engine?.does !== "task") throw new SluiceError("bad-input", `There is no training engine "${id}".`);
    if (engine.pack && !options.isInstalled(engine.pack)) {
      throw new SluiceError("pack-missing", `The engine pack "${engine.pack}" is not installed.`, {
        hint: "Install it under Settings, or with ./sluice engines add.",
      });
    }
    return engine;
  }

  return {
    async list(
      actor: Actor,
      filter: { q?: string | undefined; state?: string | undefined },
      page: PageQuery,
    ): Promise<List<Job>> {
      const list = await store.list({ ...filter, projectIds: Object.keys(actor.roles) }, page);
      return { ...list, data: await shown(list.data) };
    },
    get: async (actor: Actor, id: string): Promise<Job> => one(await get(actor, id)),
    /** Throws `bad-input` naming the knob, `not-found`, `pack-missing`, `wrong-state`, `does-not-fit`. */
    async create(actor: Actor, request: NewJob, id = newId("job")): Promise<Job> {
      const engine = engineFor(request.engineId);
      const { model } = await options.models.toTrain(actor, request.baseModelId);
      const version = found(actor, "read", await store.version(request.datasetVersionId), "dataset version");
      if (request.publishTo !== null) found(actor, "change", await options.routeOf(request.publishTo), "route");
      const own = request.validationVersionId;
      const validation = own === null ? null : found(actor, "read", await store.version(own), "validation dataset version");
      const recipe = options.recipes.complete(engine.id, request.preset, request.recipe);
      const job: JobRecord = {
        id,
        name: request.name,
        projectId: actor.projectId,
        createdBy: actor.id,
        createdAt: new Date(options.clock.now()).toISOString(),
        startedAt: null,
        finishedAt: null,
        state: "queued",
        method: "sft",
        engineId: engine.id,
        baseModelId: model.id,
        datasetVersionId: version.id,
        validationVersionId: validation?.id ?? null,
        preset: request.preset,
        recipe,
        sampleQuestions: request.sampleQuestions,
        attempts: 0,
        runId: null,
        progress: { ...noProgress },
        report: null,
        cause: null,
        resultModelIds: null,
        publishTo: request.publishTo,
      };
      await store.create(job);
      try {
        await attempts.startAttempt(job);
      } catch (error) {
        await store.remove(job.id);
        throw error;
      }
      return one((await store.get(job.id)) ?? job);
    },
    /** The processes are gone, or going, when it answers; the job says `stopping` until then. */
    async cancel(actor: Actor, id: string): Promise<Job> {
      const job = await get(actor, id, "change");
      if (isTerminalJob(job.state)) throw new SluiceError("wrong-state", `The job has already ended (${job.state}).`);
      await store.update(id, { state: "stopping" });
      events.emit({ type: "job-changed", id });
      const runId = (await store.get(id))?.runId; // read again: from now on no further attempt is made
      if (runId && runs.isLive(runId)) runs.stopSoon(runId);
      else await store.update(id, { state: "cancelled", finishedAt: new Date(options.clock.now()).toISOString() });
      return one((await store.get(id)) ?? job);
    },
    /** It saves a checkpoint and lets go of its card; `pausing` until then. */
    async pause(actor: Actor, id: string): Promise<Job> {
      const job = await get(actor, id, "change");
      const from = (["queued", "preparing", "running"] as const).find((state) => state === job.state);
      if (!from || !(await store.move(id, from, { state: "pausing" })))
        throw new SluiceError("wrong-state", `The job cannot be paused now (${job.state}).`);
      events.emit({ type: "job-changed", id });
      const runId = (await store.get(id))?.runId; // read again: from now on no further attempt is made
      if (runId && runs.isLive(runId)) runs.stopSoon(runId);
      else await store.move(id, "pausing", { state: "paused", runId: null });
      return one((await store.get(id)) ?? job);
    },
    /** Goes on from its last checkpoint, at the end of the queue. Throws as create() does; it stays paused then. */
    async resume(actor: Actor, id: string): Promise<Job> {
      const job = await get(actor, id, "change");
      if (await takeBack(job)) return one((await store.get(id)) ?? job);
      if (!(await store.move(id, "paused", { state: "queued" })))
        throw new SluiceError("wrong-state", `The job is not paused (${job.state}).`);
      try {
        await attempts.startAttempt({ ...job, state: "queued", runId: null });
      } catch (error) {
        await store.move(id, "queued", { state: "paused", runId: null });
        throw error;
      }
      return one((await store.get(id)) ?? job);
    },
    async remove(actor: Actor, id: string): Promise<void> {
      const job = await get(actor, id, "remove");
      if (!isTerminalJob(job.state))
        throw new SluiceError("wrong-state", "The job has not ended yet.", { hint: "Cancel it first." });
      const folders = await attempts.attemptsOf(id);
      await options.keepTraining(id);
      await store.remove(id);
      attempts.forget(id);
      for (const { dir } of folders) await rm(dir, { recursive: true, force: true });
      events.emit({ type: "job-changed", id });
    },
    async series(actor: Actor, id: string): Promise<SeriesPoint[]> {
      return readSeries(await attempts.attemptsOf((await get(actor, id)).id));
    },
    async checkpoints(actor: Actor, id: string): Promise<Checkpoint[]> {
      return readCheckpoints(await attempts.attemptsOf((await get(actor, id)).id));
    },
    async log(actor: Actor, id: string, from: number, limit: number): Promise<LogChunk> {
      const folders = await attempts.attemptsOf((await get(actor, id)).id);
      return readLog(
        folders.map(({ dir }) => path.join(dir, "out.log")),
        from,
        limit,
      );
    },
  };
}
