/** What happened to a fine-tuning job, told from what the box knows of it. Nothing is kept twice, and an event's id never changes. Pure. */
import type { FineTuneRecord } from "../../contract/fine-tune.ts";
import type { Checkpoint, Job, SeriesPoint } from "../../contract/job.ts";
import { unixSeconds } from "../../lib/unix-seconds.ts";

export interface FineTuneEvent {
  object: "fine_tuning.job.event";
  id: string;
  created_at: number;
  level: "info" | "warn" | "error";
  message: string;
  type: "message" | "metrics";
  data: Record<string, unknown> | null;
}
interface Facts {
  record: FineTuneRecord;
  job: Job | null;
  series: readonly SeriesPoint[];
  checkpoints: readonly Checkpoint[];
}

/** Newest first. */
export function fineTuneEvents({ record, job, series, checkpoints }: Facts): FineTuneEvent[] {
  const events: FineTuneEvent[] = [];
  const tell: Tell = (what, at, message, more = {}) => {
    events.push({
      object: "fine_tuning.job.event",
      id: `ftevent-${record.id.replace("ftjob-", "")}-${what}`,
      created_at: typeof at === "number" ? Math.floor(at / 1000) : unixSeconds(at),
      ...{ level: "info", message, type: "message", data: null },
      ...more,
    });
  };
  tell("created", record.createdAt, `Created fine-tuning job: ${record.id}`);
  tell("validating", record.createdAt, `Validating training file: ${record.request.training_file}`);
  if (job) tell("queued", job.createdAt, "Files validated, moving job to queued state");
  if (job?.startedAt) tell("started", job.startedAt, "Fine-tuning job started");
  for (const point of series) {
    if (point.loss === null) continue; // measured before the first step
    const { step, loss, heldOutLoss, learningRate } = point;
    const total = job?.progress.totalSteps ?? null;
    const valid = heldOutLoss === null ? "" : `, validation loss=${heldOutLoss.toFixed(3)}`;
    const message = `Step ${step}${total === null ? "" : `/${total}`}: training loss=${point.loss.toFixed(3)}${valid}`;
    const data = { step, total_steps: total, train_loss: loss, valid_loss: heldOutLoss, learning_rate: learningRate };
    tell(`s${step}`, point.at, message, { type: "metrics", data });
  }
  for (const { step, at } of checkpoints) tell(`c${step}`, at, `Checkpoint saved at step ${step}`);
  if (job?.attempts && job.attempts > 1)
    tell(`a${job.attempts}`, job.finishedAt ?? record.createdAt, `Went on from its last checkpoint (attempt ${job.attempts})`);
  if (record.finishedAt) tellEnd(record, job, tell);
  return events
    .map((event, order) => ({ event, order }))
    .sort(newestFirst)
    .map(({ event }) => event);
}

type Tell = (what: string, at: string | number, message: string, more?: Partial<FineTuneEvent>) => void;
function tellEnd(record: FineTuneRecord, job: Job | null, tell: Tell): void {
  const at = record.finishedAt!;
  if (record.error) tell("failed", at, record.error.message, { level: "error" });
  else if (job?.state === "cancelled" || record.modelName === null) tell("cancelled", at, "Fine-tuning job cancelled");
  else {
    tell("model", at, `New fine-tuned model created: ${record.modelName}`);
    tell("done", at, "The job has successfully completed");
  }
}

const newestFirst = (a: Numbered, b: Numbered): number => b.event.created_at - a.event.created_at || b.order - a.order;
interface Numbered {
  event: FineTuneEvent;
  order: number;
}
