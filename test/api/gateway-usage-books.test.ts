import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createMeter } from "../../agent/src/gateway/meter.ts";
import { createLogger } from "../../agent/src/lib/logger.ts";
import { createUsage } from "../../agent/src/services/usage.ts";
import { type MeterDb, openMeterDb } from "../../agent/src/store/meter/open-meter-db.ts";
import { createUsageBooks, type UsageBooks } from "../../agent/src/store/meter/usage-books.ts";
import type { UsageStore } from "../../agent/src/store/meter/usage-store.ts";
import { afterItsTurn } from "../support/after-its-turn.ts";

let data: string;
let dir: string;
let db: MeterDb;
let books: UsageBooks;
let now: number;
const clock = { now: () => now, sleep: async () => {} };
const log = createLogger("test", "silent");
const call = (id: string) => ({
  id,
  route: "m",
  model: "mod_m",
  price: null,
  key: "key_a",
  project: "p",
  deployment: "d",
  path: "/v1/completions",
  reserve: 50,
  prompt: 10,
});
const ending = { status: 200, prompt: 7, completion: 5, cached: 0, estimated: false, cut: null };
const timing = { cost: 0, stream: true, queueMs: 0, tries: 1, log: null };
/** A pid that holds no file: its gateway is gone. */
const gone = 2 ** 22 + 1;

const usageOn = (store: UsageStore) => afterItsTurn(createUsage({ dir, store, clock, log, lineDays: async () => 14 }));
/** Of this day, by key and route. */
const sums = () =>
  books.reader
    .day(Math.floor(now / 86_400_000), { by: ["key", "project", "route"] })
    .map(({ requests, failed, prompt, completion, estimated }) => [requests, failed, prompt, completion, estimated]);

beforeEach(() => {
  data = mkdtempSync(path.join(os.tmpdir(), "sluice-usage-"));
  dir = path.join(data, "usage");
  mkdirSync(dir);
  db = openMeterDb(path.join(data, "meter.db"));
  books = createUsageBooks(db, () => 0);
  now = Date.UTC(2026, 10, 23, 12);
});
afterEach(() => {
  db.close();
  rmSync(data, { recursive: true, force: true });
});

it("counts each request once however often it looks, and again by a second agent", async () => {
  const meter = createMeter({ dir, pid: process.pid, clock });
  const usage = usageOn(createUsageBooks(db, () => 0).store);
  meter.open(call("a")).end(ending);
  const open = meter.open(call("b"));
  expect(await usage.collect()).toBe(3);
  expect(await usage.collect()).toBe(0);
  open.end(ending);
  await usage.collect();
  await usageOn(createUsageBooks(db, () => 0).store).collect();
  expect(sums()).toEqual([[2, 0, 14, 10, 0]]);
  const day = Date.UTC(2026, 10, 23) / 86_400_000;
  expect(books.reader.day(day, { by: ["key", "project", "route"] })[0]).toMatchObject({ project: "p", key: "key_a", route: "m" });
  expect(usage.lastUsedAt("key_a")).toBe(now);
  meter.close();
});

it("leaves a torn last line of a living gateway for the next round, and drops a dead one's", async () => {
  const line = JSON.stringify({ t: "end", at: now, ...call("a"), ...ending, ...timing, firstMs: 1, totalMs: 2 });
  const living = path.join(dir, `${now}-${process.pid}.jsonl`);
  const fd = openSync(living, "a");
  writeFileSync(path.join(dir, `${now}-${gone}.jsonl`), line.slice(0, 30));
  const usage = usageOn(createUsageBooks(db, () => 0).store);
  writeSync(fd, line.slice(0, 20));
  await usage.collect();
  expect(sums()).toEqual([]);
  writeSync(fd, `${line.slice(20)}\n`);
  await usage.collect();
  expect(sums()).toEqual([[1, 0, 7, 5, 0]]);
  closeSync(fd);
});

it("leaves out a line it cannot read and takes the ones after it", async () => {
  const good = JSON.stringify({ t: "end", at: now, ...call("a"), ...ending, ...timing, firstMs: 1, totalMs: 2 });
  writeFileSync(path.join(dir, `${now}-${gone}.jsonl`), `${good.slice(0, 30)}\n\0\0\0\n${good}\n`);
  const usage = usageOn(createUsageBooks(db, () => 0).store);
  await usage.collect();
  expect(sums()).toEqual([[1, 0, 7, 5, 0]]);
});

it("closes what a dead gateway left open from its last mark, as a guess, and forgets the file later", async () => {
  const meter = createMeter({ dir, pid: gone, clock });
  meter.open(call("a")).end(ending);
  const cut = meter.open(call("b"));
  now += 1500;
  cut.token(42);
  const usage = usageOn(createUsageBooks(db, () => 0).store);
  await usage.collect();
  expect(sums()).toEqual([[2, 1, 17, 47, 1]]);
  now += 2 * 3_600_000;
  await usage.collect();
  expect(readdirSync(dir)).toEqual([]);
  expect(sums()).toEqual([[2, 1, 17, 47, 1]]);
  expect(usage.spent()).toMatchObject({
    spent: { key_a: { promptTokens: 17, completionTokens: 47, requests: 2 } },
    spentUpTo: {},
  });
});

it("killed between any two steps, the sum stays the same", async () => {
  const meter = createMeter({ dir, pid: gone, clock });
  for (let n = 0; n < 4000; n++) meter.open(call(`r${n}`)).end(ending);
  let dead = false;
  const real = createUsageBooks(db, () => 0).store;
  for (let round = 0; round < 8; round++) {
    // Before the transaction in even rounds, after it in odd ones; each round is a new agent on the same database.
    dead = false;
    const store: UsageStore = {
      ...real,
      store(batch) {
        if (round % 2 === 1) real.store(batch);
        dead = true;
        throw new Error("killed");
      },
    };
    await usageOn(store)
      .collect()
      .catch(() => undefined);
    if (!dead) break;
  }
  const usage = usageOn(real);
  await usage.collect();
  expect(sums()).toEqual([[4000, 0, 28_000, 20_000, 0]]);
});

it("two agents reading the same place count once", async () => {
  const meter = createMeter({ dir, pid: process.pid, clock });
  meter.open(call("a")).end(ending);
  const real = createUsageBooks(db, () => 0).store;
  const [one, two] = [usageOn(real), usageOn({ ...real, files: () => [] })];
  await one.collect();
  await two.collect();
  expect(sums()).toEqual([[1, 0, 7, 5, 0]]);
  meter.close();
});
