import { bulkInsert } from "./bulk-insert.ts";
import type { MeterDb } from "./open-meter-db.ts";

export type UsageStatements = ReturnType<typeof prepareUsageStatements>;

const counted = ["requests", "failed", "prompt", "completion", "cached", "estimated", "cost"];
const adding = (columns: readonly string[]) =>
  `ON CONFLICT DO UPDATE SET ${columns.map((name) => `${name} = ${name} + excluded.${name}`).join(", ")}`;
const insertSums = (db: MeterDb, table: string, by: readonly string[], what: readonly string[], more = "") => {
  const columns = [...by, ...what];
  return bulkInsert(db, `INSERT INTO ${table} (${columns.join(", ")})`, columns.length, `${adding(what)}${more}`);
};
const lineColumns =
  "id, at, key, project, route, model, deployment, path, status, prompt, completion, cached, cost, stream, " +
  "queue_ms, first_ms, total_ms, tries, estimated, cut, log, failed_on";

export function prepareUsageStatements(db: MeterDb) {
  return {
    files: db.prepare("SELECT name, offset, finished_at AS finishedAt FROM usage_file"),
    offset: db.prepare("SELECT offset FROM usage_file WHERE name = ?"),
    file: db.prepare(
      `INSERT INTO usage_file (name, offset, finished_at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET offset = excluded.offset, finished_at = excluded.finished_at`,
    ),
    forgetFile: db.prepare("DELETE FROM usage_file WHERE name = ?"),
    open: bulkInsert(db, "INSERT OR IGNORE INTO usage_open (id, file, at, line, marked_at, completion)", 6),
    mark: bulkInsert(
      db,
      "WITH seen (id, at, completion) AS (",
      3,
      ") UPDATE usage_open SET marked_at = seen.at, completion = seen.completion FROM seen WHERE usage_open.id = seen.id",
    ),
    close: bulkInsert(db, "WITH gone (id) AS (", 1, ") DELETE FROM usage_open WHERE id IN (SELECT id FROM gone)"),
    closeAll: db.prepare("DELETE FROM usage_open WHERE file = ?"),
    opens: db.prepare("SELECT line, marked_at AS markedAt, completion FROM usage_open WHERE file = ?"),
    lines: bulkInsert(db, `INSERT OR IGNORE INTO usage_line (${lineColumns})`, 22),
    hours: insertSums(db, "usage_hour", ["hour", "key", "project", "route", "model", "kind", "deployment"], counted),
    days: insertSums(db, "usage_day", ["day", "key", "project", "route", "model", "kind"], counted),
    periods: insertSums(db, "usage_period", ["period", "key"], ["tokens", "cost"]),
    keys: insertSums(
      db,
      "usage_key",
      ["key", "last_at"],
      ["requests", "prompt", "completion"],
      ", last_at = max(last_at, excluded.last_at)",
    ),
    keySums: db.prepare(
      `SELECT k.key, k.requests, k.prompt, k.completion, k.last_at AS lastAt, d.tokens AS dayTokens, d.cost AS dayCost,
         m.tokens AS monthTokens, m.cost AS monthCost
       FROM usage_period m JOIN usage_key k ON k.key = m.key LEFT JOIN usage_period d ON d.period = ?1 AND d.key = m.key WHERE m.period = ?2`,
    ),
    lastAt: db.prepare("SELECT last_at AS lastAt FROM usage_key WHERE key = ?"),
    pruneLines: db.prepare("DELETE FROM usage_line WHERE seq IN (SELECT seq FROM usage_line WHERE at < ? ORDER BY at LIMIT ?)"),
    pruneHour: db.prepare("DELETE FROM usage_hour WHERE hour = (SELECT min(hour) FROM usage_hour) AND hour < ?"),
    pruneDay: db.prepare("DELETE FROM usage_day WHERE day = (SELECT min(day) FROM usage_day) AND day < ?"),
    prunePeriod: db.prepare("DELETE FROM usage_period WHERE period = (SELECT min(period) FROM usage_period) AND period < ?"),
  };
}
