/**
 * Step 2 of meter.db: ids stand once in usage_name and rows carry small numbers (a third of the bytes at millions of rows a day);
 * routes, money and timings beside them, sums per day and per budget period. What the first version counted is kept: it knew
 * the public name only, as `model`, and no money.
 */
import { localDays } from "./local-days.ts";
import type { MeterDb } from "./open-meter-db.ts";

const tables = `
CREATE TABLE usage_name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE usage_line (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, at INTEGER NOT NULL, key INTEGER NOT NULL, project INTEGER NOT NULL,
  route INTEGER NOT NULL, model INTEGER NOT NULL, deployment INTEGER NOT NULL, path INTEGER NOT NULL, status INTEGER NOT NULL,
  prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL, cost INTEGER NOT NULL, stream INTEGER NOT NULL,
  queue_ms INTEGER NOT NULL, first_ms INTEGER, total_ms INTEGER NOT NULL, tries INTEGER NOT NULL, estimated INTEGER NOT NULL,
  cut TEXT, log TEXT, failed_on TEXT);
CREATE UNIQUE INDEX usage_line_id ON usage_line (id);
CREATE INDEX usage_line_at ON usage_line (at);
CREATE TABLE usage_hour (
  hour INTEGER NOT NULL, key INTEGER NOT NULL, project INTEGER NOT NULL, route INTEGER NOT NULL, model INTEGER NOT NULL,
  kind INTEGER NOT NULL, deployment INTEGER NOT NULL, requests INTEGER NOT NULL, failed INTEGER NOT NULL, prompt INTEGER NOT NULL,
  completion INTEGER NOT NULL, cached INTEGER NOT NULL, estimated INTEGER NOT NULL, cost INTEGER NOT NULL,
  PRIMARY KEY (hour, key, project, route, model, kind, deployment)) WITHOUT ROWID;
CREATE TABLE usage_day (
  day INTEGER NOT NULL, key INTEGER NOT NULL, project INTEGER NOT NULL, route INTEGER NOT NULL, model INTEGER NOT NULL,
  kind INTEGER NOT NULL, requests INTEGER NOT NULL, failed INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
  cached INTEGER NOT NULL, estimated INTEGER NOT NULL, cost INTEGER NOT NULL,
  PRIMARY KEY (day, key, project, route, model, kind)) WITHOUT ROWID;
CREATE TABLE usage_period (
  period TEXT NOT NULL, key INTEGER NOT NULL, tokens INTEGER NOT NULL, cost INTEGER NOT NULL,
  PRIMARY KEY (period, key)) WITHOUT ROWID;
CREATE TABLE usage_key (
  key INTEGER PRIMARY KEY, requests INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
  last_at INTEGER NOT NULL);
`;
const named = (column: string) => `(SELECT id FROM usage_name WHERE text = ${column})`;
const names = `
INSERT OR IGNORE INTO usage_name (text)
  SELECT key FROM old_hour UNION SELECT project FROM old_hour UNION SELECT deployment FROM old_hour UNION SELECT model FROM old_hour
  UNION SELECT key FROM old_key UNION SELECT key FROM old_line UNION SELECT project FROM old_line UNION SELECT deployment FROM old_line
  UNION SELECT model FROM old_line UNION SELECT path FROM old_line UNION SELECT '' UNION SELECT 'completions';
`;
const rows = `
INSERT INTO usage_line (id, at, key, project, route, model, deployment, path, status, prompt, completion, cached, cost, stream,
    queue_ms, first_ms, total_ms, tries, estimated, cut, log)
  SELECT id, at, ${named("key")}, ${named("project")}, ${named("model")}, ${named("''")}, ${named("deployment")}, ${named("path")},
    status, prompt, completion, cached, 0, 0, 0, first_ms, total_ms, 1, estimated, cut, NULL FROM old_line ORDER BY at, id;
INSERT INTO usage_hour
  SELECT hour, ${named("key")}, ${named("project")}, ${named("model")}, ${named("''")}, ${named("'completions'")},
    ${named("deployment")}, requests, failed, prompt, completion, cached, estimated, 0 FROM old_hour;
INSERT INTO usage_key SELECT ${named("key")}, requests, prompt, completion, last_at FROM old_key;
`;
const oldTables = ["hour", "key", "line"];

/** Step 2 of meter.db. */
export function toUsageByNames(db: MeterDb): void {
  db.exec("DROP INDEX usage_line_at");
  for (const name of oldTables) db.exec(`ALTER TABLE usage_${name} RENAME TO old_${name}`);
  for (const sql of [tables, names, rows]) db.exec(sql);
  addDays(db);
  for (const name of oldTables) db.exec(`DROP TABLE old_${name}`);
}

interface HourRow {
  hour: number;
  key: number;
  prompt: number;
  completion: number;
}
/** Which hours make a day is known to the clock of this machine only, not to SQL. */
function addDays(db: MeterDb): void {
  const daysOf = localDays();
  const sums = "requests, failed, prompt, completion, cached, estimated, cost";
  const add = sums.split(", ").map((name) => `${name} = ${name} + excluded.${name}`);
  const day = db.prepare(
    `INSERT INTO usage_day (day, key, project, route, model, kind, ${sums})
     SELECT ?, key, project, route, model, kind, ${sums} FROM usage_hour WHERE hour = ? ON CONFLICT DO UPDATE SET ${add.join(", ")}`,
  );
  const period = db.prepare(
    `INSERT INTO usage_period (period, key, tokens, cost) VALUES (?, ?, ?, 0) ON CONFLICT DO UPDATE SET tokens = tokens + excluded.tokens`,
  );
  for (const { hour } of db.prepare("SELECT DISTINCT hour FROM usage_hour").all() as { hour: number }[])
    day.run(daysOf(hour * 3_600_000).day, hour);
  for (const row of db.prepare("SELECT hour, key, prompt, completion FROM usage_hour").all() as HourRow[]) {
    const { periods } = daysOf(row.hour * 3_600_000);
    for (const one of [periods.day, periods.month]) period.run(one, row.key, row.prompt + row.completion);
  }
}
