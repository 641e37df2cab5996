/** Reads the run folders of a job's attempts, first to last. Their files are the truth; nothing of this is kept in the database. */
import { existsSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { GlueEvent } from "../../contract/glue-event.ts";
import type { Checkpoint, SeriesPoint } from "../../contract/job.ts";
import { readJsonl } from "../../lib/jsonl.ts";

export interface Attempt {
  runId: string;
  dir: string;
}

/** A point per step, over all attempts. An attempt that went on from a checkpoint walks some steps again: the later walk counts. */
export async function readSeries(attempts: readonly Attempt[]): Promise<SeriesPoint[]> {
  const points = new Map<number, SeriesPoint>();
  const at = (step: number, moment: number): SeriesPoint =>
    points.get(step) ?? { step, at: moment, loss: null, heldOutLoss: null, learningRate: null, tokensPerSecond: null };
  for (const attempt of attempts) {
    for await (const event of readJsonl(path.join(attempt.dir, "events.jsonl"), GlueEvent)) {
      if (event.type === "step-logged") {
        const { loss, learningRate, tokensPerSecond } = event;
        points.set(event.step, { ...at(event.step, event.at), at: event.at, loss, learningRate, tokensPerSecond });
      }
      if (event.type === "held-out-logged") points.set(event.step, { ...at(event.step, event.at), heldOutLoss: event.loss });
    }
  }
  return [...points.values()].sort((a, b) => a.step - b.step);
}

/** Whole checkpoints that are still on the disk, oldest first; the same step only once (a later attempt links the earlier one's). */
export async function readCheckpoints(attempts: readonly Attempt[]): Promise<Checkpoint[]> {
  const found = new Map<number, Checkpoint>();
  for (const { runId, dir } of attempts) {
    const folder = path.join(dir, "checkpoints");
    for (const name of await readdir(folder).catch(() => [])) {
      const step = Number(/^step-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
      const state = path.join(folder, name, "state.json");
      if (Number.isNaN(step) || !existsSync(state)) continue;
      try {
        const at = (await stat(state)).mtimeMs;
        found.set(step, { step, runId, path: path.join(folder, name), bytes: await sizeOf(path.join(folder, name)), at });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error; // the trainer drops old ones while we look
      }
    }
  }
  return [...found.values()].sort((a, b) => a.step - b.step);
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The highest whole checkpoint each attempt holds. */
export async function checkpointSteps(attempts: readonly Attempt[]): Promise<(number | null)[]> {
  return Promise.all(attempts.map(async (attempt) => (await readCheckpoints([attempt])).at(-1)?.step ?? null));
}

/** The folder the next attempt goes on from: the one with the furthest checkpoint, else one that at least measured the base. */
export async function resumeFrom(attempts: readonly Attempt[]): Promise<string | null> {
  const steps = await checkpointSteps(attempts);
  const best = Math.max(0, ...steps.map((step) => step ?? 0));
  if (best > 0) return attempts[steps.lastIndexOf(best)]!.dir;
  return attempts.findLast((attempt) => existsSync(path.join(attempt.dir, "baseline.json")))?.dir ?? null;
}

/** What no attempt goes on from: models half made when one was killed, gigabytes of them. */
const halfMade = ["adapter", "merged", "gguf", ".trl"];

/**
 * After the job's end: logs, curves and the checkpoints of the last attempt stay to be seen; what only took disk goes. The
 * checkpoints of earlier attempts go once it has succeeded: the last one holds a link to what it went on from.
 */
export async function dropLeftovers(attempts: readonly Attempt[], succeeded: boolean): Promise<void> {
  for (const [index, { dir }] of attempts.entries()) {
    const isEarlier = index < attempts.length - 1;
    const names = [...halfMade, ...(succeeded && isEarlier ? ["checkpoints"] : [])];
    for (const name of names) await rm(path.join(dir, name), { recursive: true, force: true });
  }
}
