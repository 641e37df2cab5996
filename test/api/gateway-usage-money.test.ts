import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { UsageEvent } from "../../agent/src/contract/snapshot.ts";
import { createMeter } from "../../agent/src/gateway/meter.ts";
import { createLogger } from "../../agent/src/lib/logger.ts";
import { createUsage, type UsageParts } from "../../agent/src/services/usage.ts";
import { type MeterDb, openMeterDb } from "../../agent/src/store/meter/open-meter-db.ts";
import { createUsageBooks, type UsageBooks } from "../../agent/src/store/meter/usage-books.ts";
import { afterItsTurn } from "../support/after-its-turn.ts";

let data: string;
let dir: string;
let db: MeterDb;
let books: UsageBooks;
let now: number;
const clock = { now: () => now, sleep: async () => {} };
const price = { input: 1000, output: 4000, cached: 100 };
const call = (id: string, key = "key_a") => ({
  ...{ id, key, project: "p", route: "helpdesk", model: "mod_m", deployment: "dep_d", path: "/v1/chat/completions" },
  ...{ reserve: 50, prompt: 10, price },
});
const ending = { status: 200, prompt: 8, completion: 5, cached: 3, estimated: false, cut: null };
/** 5 new prompt tokens, 3 cached ones, 5 of the answer. */
const costs = 5 * 1000 + 3 * 100 + 5 * 4000;
const gone = 2 ** 22 + 1;
/** A box eight hours ahead of UTC. */
const utcOffsetMinutes = () => 480;

const usageWith = (more: Partial<UsageParts> = {}) => {
  const log = createLogger("test", "silent");
  return afterItsTurn(createUsage({ dir, store: books.store, clock, log, lineDays: async () => 14, ...more }));
};
const writeLines = (name: string, lines: object[]) =>
  writeFileSync(path.join(dir, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

beforeEach(() => {
  data = mkdtempSync(path.join(os.tmpdir(), "sluice-money-"));
  dir = path.join(data, "usage");
  mkdirSync(dir);
  db = openMeterDb(path.join(data, "meter.db"));
  books = createUsageBooks(db, utcOffsetMinutes);
  now = Date.UTC(2026, 10, 23, 12);
});
afterEach(() => {
  db.close();
  rmSync(data, { recursive: true, force: true });
});

it("sums tokens and money by the day and month of the box's own clock", async () => {
  const usage = usageWith();
  const meter = createMeter({ dir, pid: gone, clock });
  // The 30th, 23:59 and the 1st, 00:01 where the box stands; one UTC day for both.
  for (const at of [Date.UTC(2026, 10, 29, 3), Date.UTC(2026, 10, 30, 15, 59), Date.UTC(2026, 10, 30, 16, 1)]) {
    now = at;
    meter.open(call(`r${at}`), true).end(ending);
  }
  await usage.collect();
  const total = { requests: 3, promptTokens: 24, completionTokens: 15 };
  expect(usage.spent().spent.key_a).toEqual({
    ...total,
    day: { period: "2026-12-01", tokens: 13, cost: costs },
    month: { period: "2026-12", tokens: 13, cost: costs },
  });
  now = Date.UTC(2026, 10, 30, 15);
  expect(usage.spent().spent.key_a).toEqual({
    ...total,
    day: { period: "2026-11-30", tokens: 13, cost: costs },
    month: { period: "2026-11", tokens: 26, cost: 2 * costs },
  });
});

it("keeps of each request what the inspector shows", async () => {
  const tally = createMeter({ dir, pid: gone, clock }).open(call("req_1"), true);
  tally.queued(40);
  now += 200;
  tally.token(1);
  tally.retried({ model: "mod_n", deployment: "dep_e", price: null });
  tally.logged("x.jsonl:0:90");
  now += 300;
  tally.end(ending);
  await usageWith().collect();
  const row = db.prepare("SELECT status, cost, stream, queue_ms, first_ms, total_ms, tries, log FROM usage_line").get();
  expect(row).toMatchObject({
    status: 200,
    cost: 0,
    stream: 1,
    queue_ms: 40,
    first_ms: 200,
    total_ms: 500,
    tries: 2,
    log: "x.jsonl:0:90",
  });
});

it("closes an orphan by the price it was asked at", async () => {
  const cut = createMeter({ dir, pid: gone, clock }).open(call("req_1"), true);
  now += 1500;
  cut.token(42);
  const usage = usageWith();
  await usage.collect();
  expect(usage.spent().spent.key_a?.day.cost).toBe(10 * 1000 + 42 * 4000);
});

it("an orphan opened in one round and marked in a later one", async () => {
  const usage = usageWith();
  const meter = createMeter({ dir, pid: process.pid, clock });
  const [one, two] = [meter.open(call("req_1"), true), meter.open(call("req_2"), true)];
  await usage.collect();
  now += 1500;
  one.token(42);
  two.token(7);
  await usage.collect();
  two.end(ending);
  await usage.collect();
  const { file } = db.prepare("SELECT file FROM usage_open").get() as { file: string };
  // Its process is this one; the file is closed as if that had died.
  const { offset } = db.prepare("SELECT offset FROM usage_file").get() as { offset: number };
  books.store.store({ file, from: offset, next: offset, lines: [], finishedAt: now });
  expect(usage.spent().spent.key_a).toMatchObject({ requests: 2, completionTokens: 42 + 5 });
  meter.close();
});

it("tells events before their place is stored: a handler that fails is told again, and nothing is counted twice", async () => {
  const event: UsageEvent = {
    ...{ t: "event", id: "evt_1", at: now, kind: "ejected", route: "helpdesk", rolloutId: "roll_1", deployment: "dep_d" },
    ...{ why: "20 of 100 failed", requests: 100, failures: 20 },
  };
  const end = {
    t: "end",
    at: now,
    ...call("req_1"),
    ...ending,
    cost: 7,
    stream: true,
    queueMs: 0,
    firstMs: 1,
    totalMs: 2,
    tries: 1,
    log: null,
  };
  writeLines(`${now}-${gone}.jsonl`, [end, event]);
  const told: UsageEvent[][] = [];
  const onEvents = async (events: readonly UsageEvent[]) => {
    told.push([...events]);
    if (told.length === 1) throw new Error("the database is busy");
  };
  const usage = usageWith({ onEvents });
  await expect(usage.collect()).rejects.toThrow("busy");
  expect(usage.spent()).toEqual({ spent: {}, spentUpTo: {}, closed: [] });
  await usage.collect();
  await usage.collect();
  expect(told).toEqual([[event], [event]]);
  expect(usage.spent().spent.key_a).toMatchObject({ requests: 1, day: { cost: 7 } });
});

it("reads the lines of a gateway of the first version: their model was the public name", async () => {
  const who = { at: now, key: "key_a", project: "p", deployment: "d", model: "helpdesk", path: "/v1/completions" };
  const end = { ...who, status: 200, prompt: 7, completion: 5, cached: 0, firstMs: 1, totalMs: 2, estimated: false, cut: null };
  writeLines(`${now}-${gone}.jsonl`, [
    { t: "open", id: "req_1", ...who, reserve: 60, prompt: 10 },
    { t: "open", id: "req_2", ...who, reserve: 60, prompt: 10 },
    { t: "end", id: "req_1", ...end },
  ]);
  const usage = usageWith();
  await usage.collect();
  const [row] = books.reader.day(Date.UTC(2026, 10, 23) / 86_400_000, { by: ["project", "route", "model", "kind"] });
  expect(row).toMatchObject({ route: "helpdesk", model: "", kind: "completions", requests: 2, prompt: 17, completion: 5 });
});
