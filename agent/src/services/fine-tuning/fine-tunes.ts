/** Fine-tuning as OpenAI's clients ask for it: their files become a dataset version, a job and, once it has learned, a public model name. */

import { SluiceError } from "../../contract/error.ts";
import type { CreateFineTune, FineTuneRecord } from "../../contract/fine-tune.ts";
import { isTerminalJob, type Job } from "../../contract/job.ts";
import type { List } from "../../contract/word.ts";
import type { Clock } from "../../lib/clock.ts";
import { newId } from "../../lib/new-id.ts";
import type { FineTuneStore } from "../../store/box/fine-tunes.ts";
import type { PageQuery } from "../../store/box/page.ts";
import type { Files } from "../files/files.ts";
import type { Imports } from "../imports.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { type Actor, found } from "../may.ts";
import type { Models } from "../models/models.ts";
import type { Advance } from "./advance.ts";
import { baseModel } from "./base-model.ts";
import { type FineTuneEvent, fineTuneEvents } from "./fine-tune-events.ts";
import { shownFineTune } from "./shown-fine-tune.ts";

export interface FineTunesOptions {
  store: FineTuneStore;
  files: Pick<Files, "get" | "toUpload">;
  imports: Pick<Imports, "start" | "discard">;
  jobs: Jobs;
  models: Pick<Models, "list">;
  advance: Advance;
  clock: Clock;
}
export type FineTunes = ReturnType<typeof createFineTunes>;
export type ShownFineTune = ReturnType<typeof shownFineTune>;
/** A trainer saves its checkpoint before it goes; the caller is told how it ended, not that it was asked. */
const endWaitMs = 30_000;

export function createFineTunes(options: FineTunesOptions) {
  const { store, jobs, clock } = options;
  const own = async (actor: Actor, id: string, verb: "read" | "change" = "read") =>
    found(actor, verb, await store.get(id), "fine-tuning job");
  /** Null: not made yet, or deleted in the console since. */
  const jobOf = (actor: Actor, { jobId }: FineTuneRecord): Promise<Job | null> =>
    jobId === null ? Promise.resolve(null) : jobs.get(actor, jobId).catch(notThere);
  async function shown(actor: Actor, id: string): Promise<ShownFineTune> {
    const record = await own(actor, id);
    return shownFineTune(record, await jobOf(actor, record), clock.now());
  }
  /** The job behind it, for a verb that needs one. */
  async function runningJob(actor: Actor, id: string, what: string): Promise<Job> {
    const record = await own(actor, id, "change");
    const job = await jobOf(actor, record);
    if (job === null || record.stage !== "training") {
      throw new SluiceError("wrong-state", `The fine-tuning job cannot be ${what} now: it is ${record.stage}.`);
    }
    return job;
  }
  async function untilEnded(id: string): Promise<void> {
    const until = clock.now() + endWaitMs;
    while ((await store.get(id))?.stage !== "ended" && clock.now() < until) {
      await options.advance(id);
      await clock.sleep(50);
    }
  }
  async function untilPaused(actor: Actor, jobId: string): Promise<void> {
    const until = clock.now() + endWaitMs;
    while ((await jobs.get(actor, jobId)).state === "pausing" && clock.now() < until) await clock.sleep(50);
  }
  async function startImport(actor: Actor, fileId: string, field: string, id: string, heldOut: number, seed: number) {
    const file = await options.files.get(actor, fileId).catch((error: unknown) => {
      throw inField(error, field, `There is no file '${fileId}'.`);
    });
    if (file.purpose !== "fine-tune" || file.status === "error") {
      const why = file.status === "error" ? `: ${file.statusDetails}` : ` (its purpose is '${file.purpose}', not 'fine-tune')`;
      throw new SluiceError("bad-input", `The file '${fileId}' cannot be trained on${why}.`, {
        details: { param: field, code: "invalid_file" },
      });
    }
    const upload = await options.files.toUpload(actor, fileId);
    const datasetName = `${file.filename.slice(0, 50)} ${id}${field === "training_file" ? "" : " validation"}`;
    return options.imports.start(actor, { uploadId: upload.id, datasetName, format: "auto", heldOutFraction: heldOut, seed });
  }

  return {
    /** Throws `bad-input` naming the field, in OpenAI's words. */
    async create(actor: Actor, request: CreateFineTune): Promise<ShownFineTune> {
      refuseUnknown(request);
      await baseModel(options.models, actor, request.model);
      const id = newId("ftjob").replace("_", "-");
      const seed = request.seed ?? 1;
      const training = await startImport(actor, request.training_file, "training_file", id, 0.1, seed);
      const validation = request.validation_file
        ? await startImport(actor, request.validation_file, "validation_file", id, 0.01, seed).catch(async (error: unknown) => {
            await options.imports.discard(actor, training.id).catch(() => undefined);
            throw error;
          })
        : null;
      await store.create({
        ...{ id, projectId: actor.projectId, createdBy: actor.id, createdAt: new Date(clock.now()).toISOString() },
        ...{ finishedAt: null, request, stage: "validating", importId: training.id, validationImportId: validation?.id ?? null },
        ...{ jobId: null, deploymentId: null, modelName: null, error: null, resultFileId: null },
      });
      void options.advance(id);
      return shown(actor, id);
    },
    get: shown,
    async list(actor: Actor, metadata: Record<string, string>, page: PageQuery): Promise<List<ShownFineTune>> {
      const list = await store.list({ projectIds: Object.keys(actor.roles), metadata }, page);
      return { ...list, data: await Promise.all(list.data.map(({ id }) => shown(actor, id))) };
    },
    async cancel(actor: Actor, id: string): Promise<ShownFineTune> {
      const record = await own(actor, id, "change");
      if (record.stage === "ended" || record.stage === "publishing") {
        throw new SluiceError("wrong-state", "The fine-tuning job has ended already.");
      }
      const job = await jobOf(actor, record);
      if (job) {
        if (!isTerminalJob(job.state)) await jobs.cancel(actor, job.id);
        await untilEnded(id);
      } else if (await store.update(id, { stage: "ended", finishedAt: new Date(clock.now()).toISOString() })) {
        for (const importId of [record.importId, record.validationImportId])
          if (importId) await options.imports.discard(actor, importId).catch(() => undefined); // past that point, or done
      }
      return shown(actor, id);
    },
    async pause(actor: Actor, id: string): Promise<ShownFineTune> {
      const job = await runningJob(actor, id, "paused");
      await jobs.pause(actor, job.id);
      await untilPaused(actor, job.id);
      return shown(actor, id);
    },
    async resume(actor: Actor, id: string): Promise<ShownFineTune> {
      await jobs.resume(actor, (await runningJob(actor, id, "resumed")).id);
      return shown(actor, id);
    },
    /** Newest first, page by page. */
    async events(actor: Actor, id: string, page: PageQuery): Promise<List<FineTuneEvent>> {
      const record = await own(actor, id);
      const job = await jobOf(actor, record);
      const series = job ? await jobs.series(actor, job.id) : [];
      const checkpoints = job ? await jobs.checkpoints(actor, job.id) : [];
      return pageOf(fineTuneEvents({ record, job, series, checkpoints }), page);
    },
    /** Those on disk; only the result itself can be asked under a name, so only that one has it. */
    async checkpoints(actor: Actor, id: string, page: PageQuery) {
      const record = await own(actor, id);
      const job = await jobOf(actor, record);
      if (!job) return pageOf([], page);
      const losses = new Map((await jobs.series(actor, job.id)).map((point) => [point.step, point]));
      const saved = (await jobs.checkpoints(actor, job.id)).map(({ step, at }) => {
        const isResult = job.state === "succeeded" && step === job.progress.step;
        const { loss = null, heldOutLoss = null } = losses.get(step) ?? {};
        return {
          id: `ftckpt-${record.id.replace("ftjob-", "")}-${step}`,
          object: "fine_tuning.job.checkpoint" as const,
          created_at: Math.floor(at / 1000),
          fine_tuned_model_checkpoint: isResult ? record.modelName : null,
          fine_tuning_job_id: record.id,
          step_number: step,
          metrics: { step, train_loss: loss, valid_loss: heldOutLoss },
        };
      });
      return pageOf(saved.reverse(), page);
    },
  };
}

function refuseUnknown({ method, integrations }: CreateFineTune): void {
  const refuse = (message: string, param: string, code: string) => {
    throw new SluiceError("bad-input", message, { details: { param, code } });
  };
  if (method && method.type !== "supervised") {
    refuse(`The method '${method.type}' is not yet on this box; it does 'supervised'.`, "method.type", "unsupported_method");
  }
  if (integrations && integrations.length > 0) {
    refuse(
      "Integrations send data elsewhere, and nothing leaves this box: leave 'integrations' out.",
      "integrations",
      "unsupported",
    );
  }
}

function inField(error: unknown, param: string, message: string): unknown {
  if (!(error instanceof SluiceError) || error.code !== "not-found") return error;
  return new SluiceError("bad-input", message, { details: { param, code: "invalid_file" }, cause: error });
}

function notThere(error: unknown): null {
  if (error instanceof SluiceError && error.code === "not-found") return null;
  throw error;
}

function pageOf<T extends { id: string }>(all: readonly T[], { limit, after }: PageQuery): List<T> {
  const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const data = all.slice(from, from + limit);
  return { data, total: all.length, nextAfter: from + limit < all.length ? (data.at(-1)?.id ?? null) : null };
}
