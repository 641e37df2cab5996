/**
 * Takes a fine-tuning job one stage further whenever what it waits for has come: validating (imports) -> training (a job) ->
 * publishing (a deployment under a public name) -> ended. Each step may be done again after a death in its middle.
 */
import type { Import } from "../../contract/dataset.ts";
import { SluiceError } from "../../contract/error.ts";
import type { FineTuneError, FineTuneRecord } from "../../contract/fine-tune.ts";
import { isTerminalJob, type Job } from "../../contract/job.ts";
import { CreateRoute } from "../../contract/route.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { newId } from "../../lib/new-id.ts";
import { createSerial } from "../../lib/serial.ts";
import type { FineTuneStore } from "../../store/box/fine-tunes.ts";
import type { Deployments } from "../deployments/deployments.ts";
import type { Files } from "../files/files.ts";
import type { Imports } from "../imports.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Actor } from "../may.ts";
import type { Models } from "../models/models.ts";
import type { Recipes } from "../recipes.ts";
import type { Routes } from "../routes/routes.ts";
import { baseModel } from "./base-model.ts";
import { recipeOf } from "./recipe-of.ts";
import { resultCsv, resultFileId } from "./result-file.ts";
import { publicNameOf } from "./shown-fine-tune.ts";

export interface AdvanceOptions {
  store: FineTuneStore;
  imports: Pick<Imports, "get" | "discard">;
  jobs: Jobs;
  models: Pick<Models, "list">;
  recipes: Recipes;
  deployments: Pick<Deployments, "create" | "get" | "list">;
  routes: Pick<Routes, "create">;
  files: Pick<Files, "make">;
  /** The organisation in the name of the result. */
  boxName: () => Promise<string>;
  /** The engine that serves results on this box. */
  serveEngineId: string;
  clock: Clock;
  logger: Logger;
}
export type Advance = (id: string) => Promise<void>;

export function createAdvance(options: AdvanceOptions) {
  const { store, jobs, clock, logger } = options;
  const inTurn = createSerial();

  const end = (id: string, more: { error?: FineTuneError; modelName?: string } = {}) =>
    store.update(id, { ...more, stage: "ended", finishedAt: new Date(clock.now()).toISOString() });

  async function validating(record: FineTuneRecord, actor: Actor): Promise<boolean> {
    const asked = [
      ["training_file", record.importId],
      ["validation_file", record.validationImportId],
    ] as const;
    const versions: (string | null)[] = [];
    for (const [param, importId] of asked) {
      const found = importId === null ? null : await options.imports.get(actor, importId);
      const error = found && badFile(found, param);
      if (error) {
        for (const [, id] of asked) if (id) await options.imports.discard(actor, id).catch(() => undefined); // not open any more
        return end(record.id, { error });
      }
      if (found && found.state !== "ready") return false;
      versions.push(found?.versionId ?? null);
    }
    // The id first: whoever dies between the two lines makes the same job again.
    const jobId = record.jobId ?? newId("job");
    await store.update(record.id, { jobId });
    if (!(await jobOf(actor, jobId))) await createJob(record, actor, jobId, versions);
    return store.update(record.id, { stage: "training" });
  }
  async function createJob(record: FineTuneRecord, actor: Actor, jobId: string, versions: (string | null)[]): Promise<void> {
    const base = await baseModel(options.models, actor, record.request.model);
    const book = options.recipes.books()[0];
    if (!book) throw new SluiceError("pack-missing", "No training engine is installed on this box.");
    const what = { baseModelId: base.id, datasetVersionId: versions[0]!, validationVersionId: versions[1] ?? null };
    const name = (record.request.suffix ? `${record.request.suffix} ` : "") + record.id;
    const how = { engineId: book.engineId, sampleQuestions: [], publishTo: null, ...recipeOf(record.request, book) };
    await jobs.create(actor, { name, ...what, ...how }, jobId);
  }

  async function training(record: FineTuneRecord, actor: Actor): Promise<boolean> {
    const job = record.jobId === null ? null : await jobOf(actor, record.jobId);
    if (!job)
      return end(record.id, { error: { code: "cancelled", message: "The job was deleted in the console.", param: null } });
    if (!isTerminalJob(job.state)) return false;
    if (job.state === "succeeded") {
      return store.update(record.id, { stage: "publishing", resultFileId: await writeCurves(record, actor, job.id) });
    }
    if (job.state === "cancelled") return end(record.id);
    return end(record.id, {
      error: { code: job.cause?.code ?? "failed", message: job.cause?.message ?? "It failed.", param: null },
    });
  }

  /** A full disk costs the curves, not the result. */
  async function writeCurves(record: FineTuneRecord, actor: Actor, jobId: string): Promise<string | null> {
    const id = resultFileId(record.id);
    try {
      const text = resultCsv(await jobs.series(actor, jobId));
      await options.files.make(record, { id, filename: `${record.id}-results.csv`, purpose: "fine-tune-results", text });
      return id;
    } catch (error) {
      logger.warn({ fineTune: record.id, err: error }, "the curves of a fine-tuning job could not be written");
      return null;
    }
  }

  async function publishing(record: FineTuneRecord, actor: Actor): Promise<boolean> {
    const modelId = record.jobId === null ? null : (await jobOf(actor, record.jobId))?.resultModelIds?.gguf;
    if (!modelId) return end(record.id, { error: { code: "failed", message: "Its result is not there any more.", param: null } });
    const deploymentId = record.deploymentId ?? (await deploy(record, actor, modelId));
    if (record.deploymentId === null) {
      const modelName = publicNameOf(record, record.request.model, await options.boxName());
      await name(actor, modelName, deploymentId);
      await store.update(record.id, { deploymentId, modelName });
      return true;
    }
    // A result that has no room now still ends as a success: its name answers 503 with the reason until it has.
    const { state, wait } = await options.deployments.get(actor, deploymentId);
    if (state === "starting" || (state === "waiting" && wait?.code !== "memory")) return false;
    return end(record.id);
  }
  async function deploy(record: FineTuneRecord, actor: Actor, modelId: string): Promise<string> {
    const name = `ft-${record.id.replace("ftjob-", "").slice(0, 24)}`;
    const engineId = options.serveEngineId;
    try {
      const plain = { settings: {}, replicas: 1, mayGiveWay: false, wakeOnDemand: false };
      return (await options.deployments.create(actor, { ...plain, name, modelId, engineId })).id;
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "name-taken") throw error;
      const made = (await options.deployments.list(actor)).data.find((one) => one.name === name);
      if (!made) throw error;
      return made.id;
    }
  }

  /** Taken: by ourselves, before a death. The id of the job is in the name. */
  async function name(actor: Actor, modelName: string, deploymentId: string): Promise<void> {
    const route = CreateRoute.parse({ name: modelName, targets: [{ deploymentId, weight: 1 }] });
    await options.routes.create(actor, route).catch((error: unknown) => {
      if (!(error instanceof SluiceError) || error.code !== "name-taken") throw error;
    });
  }

  const jobOf = (actor: Actor, id: string): Promise<Job | null> => jobs.get(actor, id).catch(() => null);

  async function oneStage(id: string): Promise<boolean> {
    const record = await store.get(id);
    if (!record || record.stage === "ended") return false;
    const { createdBy, projectId } = record;
    const actor: Actor = { id: createdBy, name: createdBy, kind: "person", projectId, roles: { [projectId]: "owner" } };
    try {
      if (record.stage === "validating") return await validating(record, actor);
      return await (record.stage === "training" ? training(record, actor) : publishing(record, actor));
    } catch (error) {
      // The box is being stopped: the next boot goes on.
      if (error instanceof SluiceError && error.code === "busy") return false;
      logger.error({ fineTune: id, stage: record.stage, err: error }, "a fine-tuning job could not go on");
      const known = error instanceof SluiceError && error.code !== "internal";
      const message = known ? error.message : "Something went wrong inside the box; its log says what.";
      return end(id, { error: { code: known ? error.code.replaceAll("-", "_") : "server_error", message, param: null } });
    }
  }
  const advance: Advance = (id) =>
    inTurn(async () => {
      while (await oneStage(id));
    });
  return {
    advance,
    /** After every change of an import, a job or a deployment, and at boot. */
    async advanceAll(): Promise<void> {
      for (const { id } of await store.open()) await advance(id);
    },
  };
}

/** A file with bad rows is refused whole, as OpenAI does: nothing is trained that was not sent. */
function badFile(found: Import, param: string): FineTuneError | null {
  const code = `invalid_${param}`;
  if (found.state === "failed") return { code, message: found.error?.message ?? "The file could not be read.", param };
  if (found.state === "discarded") return { code, message: "The import of this file was discarded in the console.", param };
  if (found.state !== "needs-decision") return null;
  const first = found.badRowSample.slice(0, 3).map(({ unit, line, reason }) => `${unit} ${line}: ${reason}`);
  return { code, message: `${found.badRows} of ${found.rows} rows cannot be used. ${first.join(" ")}`, param };
}
