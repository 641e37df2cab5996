/** A fine-tuning job in the very shape OpenAI's clients expect; what only this box knows is under `sluice`. Pure. */
import type { FineTuneRecord } from "../../contract/fine-tune.ts";
import { isTerminalJob, type Job } from "../../contract/job.ts";
import { unixSeconds } from "../../lib/unix-seconds.ts";
import { hyperparametersOf } from "./recipe-of.ts";

export type FineTuneStatus = "validating_files" | "queued" | "running" | "paused" | "succeeded" | "failed" | "cancelled";

export function statusOf({ stage, error, modelName }: FineTuneRecord, job: Job | null): FineTuneStatus {
  if (stage === "ended") {
    if (error) return "failed";
    return modelName !== null || job?.state === "succeeded" ? "succeeded" : "cancelled";
  }
  if (stage === "validating" || job === null) return "validating_files";
  if (job.state === "queued") return "queued";
  if (job.state === "paused") return "paused";
  // Until its card is free it is not paused, and until the result answers under its name it is not finished.
  return "running";
}

export function shownFineTune(record: FineTuneRecord, job: Job | null, now: number) {
  const { request } = record;
  const status = statusOf(record, job);
  const hyperparameters = {
    n_epochs: "auto",
    batch_size: "auto",
    learning_rate_multiplier: "auto",
    ...hyperparametersOf(request),
  };
  const eta = job && !isTerminalJob(job.state) ? (job.progress.etaSeconds ?? job.wait?.etaSeconds ?? null) : null;
  return {
    id: record.id,
    object: "fine_tuning.job" as const,
    created_at: unixSeconds(record.createdAt),
    finished_at: record.finishedAt === null ? null : unixSeconds(record.finishedAt),
    estimated_finish: eta === null ? null : Math.round(now / 1000 + eta),
    model: request.model,
    fine_tuned_model: status === "succeeded" ? record.modelName : null,
    organization_id: record.projectId,
    status,
    trained_tokens: job?.report ? Math.round(job.report.usefulTokens) : null,
    training_file: request.training_file,
    validation_file: request.validation_file ?? null,
    result_files: record.resultFileId === null ? [] : [record.resultFileId],
    seed: request.seed ?? Number(job?.recipe.seed ?? 0),
    error: record.error,
    hyperparameters,
    method: { type: "supervised" as const, supervised: { hyperparameters } },
    integrations: [],
    metadata: request.metadata ?? {},
    sluice: job === null ? null : extras(record, job),
  };
}

function extras(record: FineTuneRecord, job: Job) {
  const { wait, progress, report } = job;
  return {
    job_id: job.id,
    state: job.state,
    queue: wait && { position: wait.position, reason: wait.message, eta_seconds: wait.etaSeconds },
    progress: { stage: progress.stage, step: progress.step, total_steps: progress.totalSteps, loss: progress.loss },
    preset: job.preset,
    recipe: job.recipe,
    deployment_id: record.deploymentId,
    report: report && { held_out_loss: report.heldOutLoss, general_loss: report.generalLoss, leaks: report.leaks },
  };
}

/** ft:<base>:<box>:<suffix>:<id>, as OpenAI names them; every part made of what a public name may hold. */
export function publicNameOf(record: FineTuneRecord, baseName: string, boxName: string): string {
  const slug = (text: string, most: number) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, most);
  const id = record.id.replace("ftjob-", "").slice(0, 8);
  return `ft:${slug(baseName, 40)}:${slug(boxName, 20) || "box"}:${slug(record.request.suffix ?? "", 40)}:${id}`;
}
