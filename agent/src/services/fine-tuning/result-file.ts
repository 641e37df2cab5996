/** What a finished job hands its client to draw curves from: OpenAI's CSV, out of the trainer's own events. Pure. */
import type { SeriesPoint } from "../../contract/job.ts";

/** OpenAI's columns, so that code which names them works. The trainer measures no accuracy: those stay empty, which is not zero. */
const columns = ["step", "train_loss", "train_accuracy", "valid_loss", "valid_mean_token_accuracy"];

/** One line per step that was taken; what was measured before the first one is not of the training. */
export function resultCsv(series: readonly SeriesPoint[]): string {
  const lines = series
    .filter(({ step }) => step > 0)
    .map(({ step, loss, heldOutLoss }) => [step, cell(loss), "", cell(heldOutLoss), ""].join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

export const resultFileId = (fineTuneId: string): string => `file-${fineTuneId.replace("ftjob-", "")}`;

const cell = (value: number | null): string => (value === null ? "" : String(value));
