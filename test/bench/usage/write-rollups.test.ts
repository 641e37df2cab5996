import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../../agent/src/lib/clock.ts";
import { createLogger } from "../../../agent/src/lib/logger.ts";
import { createUsage } from "../../../agent/src/services/usage.ts";
import { localDays } from "../../../agent/src/store/meter/local-days.ts";
import { type MeterDb, openMeterDb } from "../../../agent/src/store/meter/open-meter-db.ts";
import { createUsageBooks } from "../../../agent/src/store/meter/usage-books.ts";
import { cellsOf, cellsOfDay } from "./cells.ts";
import { createCustomer } from "./customer.ts";
import { createDice } from "./dice.ts";
import { trafficOf } from "./traffic.ts";
import { openRollups } from "./write-rollups.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-rollups-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const hourMs = 3_600_000;
const day = Math.floor(Date.now() / (24 * hourMs)) - 1;
const shifted = () => 120;
const customer = createCustomer({ programs: 5, people: 10, projects: 4, routes: 12, requestsPerDay: 40_000 });
const { requestsPerDay } = customer.assumed;

it("sums written in bulk are row for row what the books make of the same requests' lines", async () => {
  // Over the end of an hour that is the end of a day at this offset. Days out of whole hours: not exact at half-hour offsets.
  const fromMs = day * 24 * hourMs + 21.75 * hourMs;
  const beats = [...trafficOf({ uses: customer.uses, requestsPerDay, fromMs, toMs: fromMs + hourMs, seed: 3 })];
  mkdirSync(path.join(dir, "usage"));
  writeFileSync(path.join(dir, "usage", "1-4194999.jsonl"), beats.map(({ text }) => (text === "" ? "" : `${text}\n`)).join(""));
  const booked = openMeterDb(path.join(dir, "booked.db"));
  const store = createUsageBooks(booked, shifted).store;
  const log = createLogger("usage", "error");
  await createUsage({ dir: path.join(dir, "usage"), store, clock: systemClock, log, lineDays: async () => 14 }).collect();

  const ended = beats.flatMap((beat) => beat.ended);
  const rollups = openRollups(path.join(dir, "written.db"), localDays(shifted));
  const half = ended.length >> 1;
  for (const part of [ended.slice(0, half), ended.slice(half)]) rollups.write(cellsOf(part));

  rollups.close();
  const written = openMeterDb(path.join(dir, "written.db"));
  expect(ended.length).toBeGreaterThan(100);
  expect(tablesOf(booked).days.length).toBeGreaterThan(10);
  expect(tablesOf(written)).toEqual(tablesOf(booked));
});

it("a day by chance has as many rows and requests as the traffic of such a day", () => {
  const fromMs = day * 24 * hourMs;
  const beats = trafficOf({ uses: customer.uses, requestsPerDay, fromMs, toMs: fromMs + 24 * hourMs, seed: 4 });
  const asked = cellsOf([...beats].flatMap(({ ended }) => ended));
  const drawn = cellsOfDay(customer.uses, requestsPerDay, day, createDice(5));
  const requestsOf = (cells: typeof asked) => cells.reduce((sum, { requests }) => sum + requests, 0);
  expect(asked.length / drawn.length).toBeCloseTo(1, 1);
  expect(requestsOf(asked) / requestsOf(drawn)).toBeCloseTo(1, 1);
  expect(requestsOf(drawn) / requestsPerDay).toBeCloseTo(1, 1);
});

/** By words instead of numbers: these differ with the order of first use. */
function tablesOf(db: MeterDb) {
  const word = (column: string) => `(SELECT text FROM usage_name WHERE id = ${column}) AS ${column}`;
  const who = ["key", "project", "route", "model", "kind"].map(word).join(", ");
  const sums = "requests, failed, prompt, completion, cached, estimated, cost";
  const all = (sql: string) => (db.prepare(sql).all() as object[]).map((row) => JSON.stringify(row)).sort();
  return {
    hours: all(`SELECT hour, ${who}, ${word("deployment")}, ${sums} FROM usage_hour`),
    days: all(`SELECT day, ${who}, ${sums} FROM usage_day`),
    periods: all(`SELECT period, ${word("key")}, tokens, cost FROM usage_period`),
    keys: all(`SELECT ${word("key")}, requests, prompt, completion, last_at FROM usage_key`),
  };
}
