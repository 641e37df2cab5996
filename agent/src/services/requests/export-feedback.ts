/** The corrections and the good answers of a project, as the rows a next training learns from. */
import { SluiceError } from "../../contract/error.ts";
import type { FeedbackRecord, FeedbackStore } from "../../store/box/feedback.ts";
import type { ProjectStore } from "../../store/box/projects.ts";
import { type Actor, found } from "../may.ts";
import type { ReadExchange } from "./read-exchange.ts";
import { answerText, trainingRow } from "./training-row.ts";

export type ExportFeedback = ReturnType<typeof createExportFeedback>;
export interface FeedbackExport {
  jsonl: string;
  rows: number;
  /** Good or corrected ones that make no row: their request is gone with its retention, or holds more than text. */
  leftOut: number;
}
const pageRows = 200;
const mostBytes = 256 * 1024 * 1024;

export function createExportFeedback(options: { store: FeedbackStore; projects: ProjectStore; readExchange: ReadExchange }) {
  const { store, projects, readExchange } = options;

  async function lineOf({ log, path, correction }: FeedbackRecord): Promise<string | null> {
    const exchange = await readExchange(log);
    const answer = exchange && (correction ?? answerText(exchange.answer));
    const row = exchange && answer ? trainingRow(path, exchange, answer) : null;
    return row && `${JSON.stringify(row)}\n`;
  }

  return async (actor: Actor, projectId: string): Promise<FeedbackExport> => {
    const project = await projects.get(projectId);
    found(actor, "read", project && { projectId: project.id, createdBy: "box" }, "project");
    // Two thumbs on one answer are one row.
    const lines = new Set<string>();
    let [leftOut, bytes] = [0, 0];
    let page: FeedbackRecord[] = [];
    do {
      page = await store.ofProject(projectId, pageRows, page.at(-1) ?? null);
      for (const feedback of page.filter(teaches)) {
        const line = await lineOf(feedback);
        if (line === null) leftOut += 1;
        else if (!lines.has(line)) {
          lines.add(line);
          bytes += line.length;
        }
      }
      if (bytes > mostBytes) throw new SluiceError("too-large", "The feedback of this project is more than 256 MB of rows.");
    } while (page.length === pageRows);
    return { jsonl: [...lines].join(""), rows: lines.size, leftOut };
  };
}

/** A correction says what the answer should have been, a thumb up that it was right. Other words teach nothing. */
const teaches = ({ rating, correction }: FeedbackRecord) => correction !== null || rating === "up";
