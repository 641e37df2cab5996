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

it("thins a long stretch to its means and prunes the old", () => {
  const samples = createCardSamples(db);
  for (let second = 0; second < 7200; second++) samples.appendSamples([sample(second, second % 2 === 0 ? 10 : 30)]);
  const [history] = samples.readHistory(120, start + 7_199_000);
  expect(history?.at).toHaveLength(720);
  expect(new Set(history?.loadPercent)).toEqual(new Set([20]));
  samples.flush();
  samples.prune(start + 3_600_000);
  const { n } = db.prepare("SELECT count(*) AS n FROM card_minute").get() as { n: number };
  expect(n).toBe(60 * 4);
});
