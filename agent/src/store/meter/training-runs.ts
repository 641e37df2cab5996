/** Card time of jobs that were deleted: whoever deletes a job does not take it off the bill. Runs of jobs still there are in box.db. */
import type { MeterDb } from "./open-meter-db.ts";

export interface TrainingRun {
  run: string;
  project: string;
  person: string;
  /** The base model: its price per card-hour counts. */
  model: string;
  startedAt: number;
  /** Null while it runs. */
  endedAt: number | null;
  cards: number;
}
export type TrainingRunStore = ReturnType<typeof createTrainingRuns>;

/** Step 3 of meter.db. */
export function addTrainingRuns(db: MeterDb): void {
  db.exec(
    `CREATE TABLE training_run (run TEXT PRIMARY KEY, project TEXT NOT NULL, person TEXT NOT NULL, model TEXT NOT NULL,
       started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, cards INTEGER NOT NULL) WITHOUT ROWID`,
  );
}

export function createTrainingRuns(db: MeterDb) {
  const insert = db.prepare("INSERT OR REPLACE INTO training_run VALUES (?, ?, ?, ?, ?, ?, ?)");
  const select = db.prepare(
    `SELECT run, project, person, model, started_at AS startedAt, ended_at AS endedAt, cards FROM training_run
     WHERE ended_at >= ? AND started_at < ?`,
  );
  const remove = db.prepare("DELETE FROM training_run WHERE ended_at < ?");
  return {
    /** Safe to repeat. */
    keep(runs: readonly (TrainingRun & { endedAt: number })[]): void {
      for (const { run, project, person, model, startedAt, endedAt, cards } of runs)
        insert.run(run, project, person, model, startedAt, endedAt, cards);
    },
    between: (fromMs: number, toMs: number): TrainingRun[] => select.all(fromMs, toMs) as TrainingRun[],
    prune: (beforeMs: number): void => void remove.run(beforeMs),
  };
}
