import type { MeterDb } from "./open-meter-db.ts";

export type UsageStatements = ReturnType<typeof prepareUsageStatements>;

export function prepareUsageStatements(db: MeterDb) {
  return {
    files: db.prepare("SELECT name, offset, finished_at AS finishedAt FROM usage_file"),
    offset: db.prepare("SELECT offset FROM usage_file WHERE name = ?"),
    file: db.prepare(
      `INSERT INTO usage_file (name, offset, finished_at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET offset = excluded.offset, finished_at = excluded.finished_at`,
    ),
    forgetFile: db.prepare("DELETE FROM usage_file WHERE name = ?"),
    open: db.prepare("INSERT OR IGNORE INTO usage_open (id, file, at, line, marked_at, completion) VALUES (?, ?, ?, ?, ?, 0)"),
    mark: db.prepare("UPDATE usage_open SET marked_at = ?, completion = ? WHERE id = ?"),
    close: db.prepare("DELETE FROM usage_open WHERE id = ?"),
    closeAll: db.prepare("DELETE FROM usage_open WHERE file = ?"),
    opens: db.prepare("SELECT line, marked_at AS markedAt, completion FROM usage_open WHERE file = ?"),
    line: db.prepare(
      `INSERT OR IGNORE INTO usage_line
       (id, at, key, project, deployment, model, path, status, prompt, completion, cached, first_ms, total_ms, estimated, cut, failed_on)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    hour: db.prepare(
      `INSERT INTO usage_hour (hour, key, project, deployment, model, requests, failed, prompt, completion, cached, estimated)
       VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET requests = requests + 1, failed = failed + excluded.failed, prompt = prompt + excluded.prompt,
         completion = completion + excluded.completion, cached = cached + excluded.cached, estimated = estimated + excluded.estimated`,
    ),
    key: db.prepare(
      `INSERT INTO usage_key (key, requests, prompt, completion, last_at) VALUES (?, 1, ?, ?, ?)
       ON CONFLICT DO UPDATE SET requests = requests + 1, prompt = prompt + excluded.prompt,
         completion = completion + excluded.completion, last_at = max(last_at, excluded.last_at)`,
    ),
    keyTotals: db.prepare("SELECT key, requests, prompt, completion, last_at AS lastAt FROM usage_key"),
    days: db.prepare(
      `SELECT date(hour * 3600, 'unixepoch') AS day, key, model AS route, sum(requests) AS requests, sum(failed) AS failed,
         sum(prompt) AS prompt, sum(completion) AS completion, sum(estimated) AS estimated
       FROM usage_hour WHERE hour >= ? GROUP BY day, key, model ORDER BY day DESC, key, model`,
    ),
    pruneLines: db.prepare("DELETE FROM usage_line WHERE at < ?"),
  };
}
