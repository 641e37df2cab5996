import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createCardSamples } from "./card-samples.ts";
import { type MeterDb, openMeterDb } from "./open-meter-db.ts";

let dir: string;
let db: MeterDb;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-samples-"));
  db = openMeterDb(path.join(dir, "meter.db"));
});
afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true, force: true });
});

const start = Math.floor(Date.UTC(2026, 10, 23) / 60_000) * 60_000;
const sample = (second: number, loadPercent: number | null) => ({
  cardId: "card_1",
  at: start + second * 1000,
  loadPercent,
  memoryUsedBytes: 1024,
  powerWatts: null,
  temperatureC: 40,
});

it("gives back what was read, holes as holes, over minutes and restarts", () => {
  const before = createCardSamples(db);
  for (let second = 0; second < 90; second++)
    if (second !== 5) before.appendSamples([sample(second, second === 7 ? null : second)]);
  before.flush();
  const after = createCardSamples(db);
  after.appendSamples([sample(95, 95)]);
  const [history] = after.readHistory(2, start + 95_000);
  expect(history?.at.slice(0, 2)).toEqual([start, start + 1000]);
  expect(history?.loadPercent.slice(4, 9)).toEqual([4, null, 6, null, 8]);
  expect(history?.loadPercent[89]).toBe(89);
  expect(history?.loadPercent[90]).toBeNull();
  expect(history?.loadPercent[95]).toBe(95);
  expect(history?.memoryUsedBytes[89]).toBe(1024);
});

it("thins a long stretch to its means", () => {
  const samples = createCardSamples(db);
  for (let second = 0; second < 7200; second++) samples.appendSamples([sample(second, second % 2 === 0 ? 10 : 30)]);
  const [history] = samples.readHistory(120, start + 7_199_000);
  expect(history?.at).toHaveLength(720);
  expect(new Set(history?.loadPercent)).toEqual(new Set([20]));
});

it("keeps minutes for a year and hours for ten, and forgets the seconds after a week", async () => {
  const samples = createCardSamples(db);
  const rows = (sql: string) => (db.prepare(`SELECT count(*) AS n FROM ${sql}`).get() as { n: number }).n;
  // Two hours, with one second of 100 % in each; then one reading a month later.
  for (let second = 0; second < 7200; second++) samples.appendSamples([sample(second, second % 3600 === 9 ? 100 : 20)]);
  const month = 30 * 86_400;
  samples.appendSamples([sample(month, 60)]);
  samples.flush();
  await samples.tidy(start + month * 1000);
  expect(rows("card_minute")).toBe(4); // only the minute of a month later
  expect(rows("card_rollup WHERE span = 'hour'")).toBe(2 * 4);
  expect(rows("card_rollup WHERE span = 'day'")).toBe(4);
  const now = start + month * 1000;
  // Thirteen days back from the end of those two hours: minutes; a month: hours, and the seconds that are not rolled yet.
  const [days] = samples.readHistory(13 * 1440, start + 7_199_000);
  expect(days?.loadPercent.filter((value) => value !== null).at(-1)).toBeCloseTo(20, 0);
  expect(Math.max(...(days?.loadPercentMost ?? []).map((value) => value ?? 0))).toBe(100);
  const [long] = samples.readHistory(31 * 1440, now);
  const known = long?.loadPercent.flatMap((value) => value ?? []) ?? [];
  expect(known.at(0)).toBeCloseTo(20, 0);
  expect(known.at(-1)).toBe(60);
  expect(Math.max(...(long?.loadPercentMost ?? []).map((value) => value ?? 0))).toBe(100);
  // Told again it changes nothing, and after its year the minutes go while the hours stay.
  await samples.tidy(now);
  await samples.tidy(start + 500 * 86_400_000);
  expect([rows("card_rollup WHERE span = 'hour'"), rows("card_minute")]).toEqual([0, 0]);
  expect(rows("card_rollup WHERE span = 'day'")).toBe(8);
});

it("rolls up what an older version wrote", async () => {
  const write = db.prepare("INSERT INTO card_minute VALUES (?, 'card_1', 'loadPercent', ?)");
  const minute = start / 60_000;
  for (let n = 0; n < 120; n++) write.run(minute + n, Buffer.from(new Float32Array(60).fill(n).buffer));
  await createCardSamples(db).tidy(start + 2 * 3_600_000);
  const chunk = db.prepare("SELECT chunk FROM card_rollup WHERE span = 'hour' AND at = ?").get(start / 3_600_000 + 1) as {
    chunk: Buffer;
  };
  expect([...new Float32Array(new Uint8Array(chunk.chunk).slice().buffer)].slice(0, 6)).toEqual([60, 60, 60, 61, 61, 61]);
});
