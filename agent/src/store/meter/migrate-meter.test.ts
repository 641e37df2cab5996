import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import Database from "libsql";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openMeterDb } from "./open-meter-db.ts";
import { createUsageBooks } from "./usage-books.ts";

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-meter-"));
  file = path.join(dir, "meter.db");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** As the first version left it: its own words, kept here so that the step is held against them and not against itself. */
const firstVersion = `
CREATE TABLE usage_hour (hour INTEGER NOT NULL, key TEXT NOT NULL, project TEXT NOT NULL, deployment TEXT NOT NULL, model TEXT NOT NULL,
  requests INTEGER NOT NULL, failed INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
  cached INTEGER NOT NULL, estimated INTEGER NOT NULL, PRIMARY KEY (hour, key, project, deployment, model)) WITHOUT ROWID;
CREATE TABLE usage_key (key TEXT PRIMARY KEY, requests INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
  last_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE usage_line (id TEXT PRIMARY KEY, at INTEGER NOT NULL, key TEXT NOT NULL, project TEXT NOT NULL, deployment TEXT NOT NULL,
  model TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
  cached INTEGER NOT NULL, first_ms INTEGER, total_ms INTEGER NOT NULL, estimated INTEGER NOT NULL, cut TEXT);
CREATE INDEX usage_line_at ON usage_line (at);
CREATE TABLE usage_open (id TEXT PRIMARY KEY, file TEXT NOT NULL, at INTEGER NOT NULL, line TEXT NOT NULL, marked_at INTEGER NOT NULL,
  completion INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE usage_file (name TEXT PRIMARY KEY, offset INTEGER NOT NULL, finished_at INTEGER) WITHOUT ROWID;
CREATE TABLE card_minute (minute INTEGER NOT NULL, card TEXT NOT NULL, series TEXT NOT NULL, chunk BLOB NOT NULL,
  PRIMARY KEY (minute, card, series)) WITHOUT ROWID;
`;
const at = Date.UTC(2026, 10, 23, 12, 30);
const hour = Math.floor(at / 3_600_000);

it("takes over what the first version counted, and what it had open", () => {
  const old = new Database(file);
  old.exec(firstVersion);
  old.exec(`INSERT INTO usage_hour VALUES (${hour - 24}, 'key_a', 'p', 'd', 'helpdesk', 3, 1, 30, 20, 4, 1),
    (${hour}, 'key_a', 'p', 'd', 'helpdesk', 2, 0, 20, 10, 0, 0), (${hour}, 'key_b', 'p', 'd2', 'helpdesk', 1, 0, 7, 5, 0, 0);
    INSERT INTO usage_key VALUES ('key_a', 5, 50, 30, ${at}), ('key_b', 1, 7, 5, ${at - 9});
    INSERT INTO usage_line VALUES ('req_1', ${at}, 'key_a', 'p', 'd', 'helpdesk', '/v1/completions', 200, 10, 5, 0, 3, 9, 0, NULL);
    INSERT INTO usage_file VALUES ('1-2.jsonl', 100, NULL);
    INSERT INTO card_minute VALUES (1, 'card_0', 'loadPercent', x'00');`);
  const open = {
    t: "open",
    id: "req_2",
    at,
    key: "key_b",
    project: "p",
    deployment: "d2",
    model: "helpdesk",
    path: "/v1/completions",
  };
  const insert = old.prepare("INSERT INTO usage_open VALUES (?, ?, ?, ?, ?, ?)");
  insert.run("req_2", "1-2.jsonl", at, JSON.stringify({ ...open, reserve: 60, prompt: 10 }), at + 500, 4);
  old.close();

  const db = openMeterDb(file);
  const { store, reader, requests } = createUsageBooks(db, () => 0);
  store.store({ file: "1-2.jsonl", from: 100, next: 100, lines: [], finishedAt: at });
  const today = Math.floor(at / 86_400_000);
  const of = (day: number) =>
    reader
      .day(day, { by: ["key", "route"] })
      .map(({ key, route, requests, failed, prompt, completion, cached, estimated }) => [
        ...[key, route, requests, failed, prompt, completion, cached, estimated],
      ]);
  expect(of(today)).toEqual([
    ["key_a", "helpdesk", 2, 0, 20, 10, 0, 0],
    ["key_b", "helpdesk", 2, 1, 17, 9, 0, 1],
  ]);
  expect(of(today - 1)).toEqual([["key_a", "helpdesk", 3, 1, 30, 20, 4, 1]]);
  expect(reader.hour(hour, { by: ["project"] })).toMatchObject([{ project: "p", requests: 4, prompt: 37 }]);
  const { sums } = store.keySums(at);
  expect(sums.find((sum) => sum.key === "key_a")).toMatchObject({
    requests: 5,
    prompt: 50,
    dayTokens: 30,
    monthTokens: 80,
    lastAt: at,
  });
  expect(sums.find((sum) => sum.key === "key_b")).toMatchObject({
    requests: 2,
    dayTokens: 26,
    monthTokens: 26,
    lastAt: at + 500,
  });
  expect(requests.get("req_1")).toMatchObject({ route: "helpdesk", model: "", deployment: "d", cost: 0, tries: 1, totalMs: 9 });
  expect(requests.get("req_2")).toMatchObject({ route: "helpdesk", deployment: "d2", status: 502, estimated: true });
  expect(db.prepare("SELECT count(*) AS n FROM card_minute").get()).toMatchObject({ n: 1 });
  expect(db.prepare("SELECT count(*) AS n FROM card_rollup").get()).toMatchObject({ n: 0 });
  db.close();
  openMeterDb(file).close();
});

it("a file that a newer version wrote is refused, not touched", () => {
  const db = openMeterDb(file);
  db.exec("PRAGMA user_version = 99");
  db.close();
  expect(() => openMeterDb(file)).toThrow("newer version");
});
