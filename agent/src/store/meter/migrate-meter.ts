/** Brings meter.db to the tables of this version: one step per version, the whole of it in one transaction. */
import { SluiceError } from "../../contract/error.ts";
import { addCardRollups } from "./card-rollups.ts";
import type { MeterDb } from "./open-meter-db.ts";
import { addTrainingRuns } from "./training-runs.ts";
import { toUsageByNames } from "./usage-by-names.ts";

/** The first tables, as every box of that version has them: new boxes go through the same steps. */
const first = `
CREATE TABLE IF NOT EXISTS usage_hour (
  hour INTEGER NOT NULL, key TEXT NOT NULL, project TEXT NOT NULL, deployment TEXT NOT NULL, model TEXT NOT NULL,
  requests INTEGER NOT NULL, failed INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
  cached INTEGER NOT NULL, estimated INTEGER NOT NULL,
  PRIMARY KEY (hour, key, project, deployment, model)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS usage_key (
  key TEXT PRIMARY KEY, requests INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
  last_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS usage_line (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, key TEXT NOT NULL, project TEXT NOT NULL, deployment TEXT NOT NULL, model TEXT NOT NULL,
  path TEXT NOT NULL, status INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL,
  first_ms INTEGER, total_ms INTEGER NOT NULL, estimated INTEGER NOT NULL, cut TEXT);
CREATE INDEX IF NOT EXISTS usage_line_at ON usage_line (at);
CREATE TABLE IF NOT EXISTS usage_open (
  id TEXT PRIMARY KEY, file TEXT NOT NULL, at INTEGER NOT NULL, line TEXT NOT NULL, marked_at INTEGER NOT NULL,
  completion INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS usage_file (name TEXT PRIMARY KEY, offset INTEGER NOT NULL, finished_at INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS card_minute (
  minute INTEGER NOT NULL, card TEXT NOT NULL, series TEXT NOT NULL, chunk BLOB NOT NULL,
  PRIMARY KEY (minute, card, series)) WITHOUT ROWID;
`;
const steps: readonly ((db: MeterDb) => void)[] = [(db) => db.exec(first), toUsageByNames, addTrainingRuns, addCardRollups];

export function migrateMeter(db: MeterDb): void {
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version > steps.length) {
    throw new SluiceError("internal", `meter.db was written by a newer version of Sluice (tables ${version}).`, {
      hint: "Start the newer version again, or give another folder with --data.",
    });
  }
  if (version === steps.length) return;
  db.transaction(() => {
    for (const step of steps.slice(version)) step(db);
    db.exec(`PRAGMA user_version = ${steps.length}`);
  }).immediate();
}
