import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { UsageLine } from "../../contract/snapshot.ts";
import { createAnswerStore } from "../../store/meter/answers.ts";
import { type MeterDb, openMeterDb } from "../../store/meter/open-meter-db.ts";
import { createUsageBooks } from "../../store/meter/usage-books.ts";
import { createLive } from "../routes/live.ts";
import { addAnswer, medianOf, noAnswers } from "./answers.ts";
import { createStepAnswers } from "./step-answers.ts";
import { createAnswerTail, type Seen } from "./tail-answers.ts";

const [old, fresh] = ["dep_old00000", "dep_new00000"];
let dir: string;
let db: MeterDb;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-tail-"));
  db = openMeterDb(path.join(dir, "meter.db"));
});
afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true, force: true });
});

let offset = 0;
let count = 0;
const call = (deployment: string, at: number, route = "bot") => {
  count += 1;
  return { id: `req_${count}`, at, key: "k", project: "p", route, model: "m", deployment, path: "/v1/completions" };
};
const end = (deployment: string, at: number, more: Partial<Extract<UsageLine, { t: "end" }>> = {}): UsageLine => ({
  ...{ t: "end", ...call(deployment, at), status: 200, prompt: 1, completion: 1, cached: 0, cost: 0, stream: true, queueMs: 0 },
  ...{ firstMs: 20, totalMs: 90, tries: 1, estimated: false, cut: null, log: null, ...more },
});
const stored = (lines: UsageLine[]) => {
  createUsageBooks(db).store.store({ file: `${dir}.jsonl`, from: offset, next: offset + 1, lines, finishedAt: null });
  offset += 1;
};
beforeEach(() => {
  offset = 0;
});

it("tells each answer once, from where it is told to begin, and the tries that failed before it", async () => {
  const store = createAnswerStore(db);
  stored([end(old, 1000), end(old, 2000), end(old, 3000)]);
  const seen: Seen[] = [];
  const tail = createAnswerTail(store, [(one) => seen.push(one)]);
  await tail.catchUp();
  expect(seen).toEqual([]);
  tail.startAt(2000);
  await tail.catchUp();
  expect(seen.map(({ at }) => at)).toEqual([2000, 3000]);
  stored([
    end(old, 4000, { failedOn: [fresh], tries: 2 }),
    end(fresh, 5000, { status: 502, cut: "engine", firstMs: null }),
    end(fresh, 5001, { status: 400, firstMs: null }),
    end(fresh, 5002, { cut: "client", firstMs: null }),
    end(fresh, 5003, { firstMs: null, stream: false }),
  ]);
  await Promise.all([tail.catchUp(), tail.catchUp()]);
  expect(seen.slice(2)).toEqual([
    { at: 4000, deployment: fresh, failed: true, firstMs: null },
    { at: 4000, deployment: old, failed: false, firstMs: 20 },
    { at: 5000, deployment: fresh, failed: true, firstMs: null },
    { at: 5001, deployment: fresh, failed: false, firstMs: null },
    { at: 5002, deployment: fresh, failed: false, firstMs: null },
    { at: 5003, deployment: fresh, failed: false, firstMs: 90 },
  ]);
  // Old lines are deleted in the end; a table that is empty begins to count at one again.
  createUsageBooks(db).store.pruneLines(9000, 100);
  await tail.catchUp();
  stored([end(old, 9001)]);
  await tail.catchUp();
  expect(seen.at(-1)).toMatchObject({ at: 9001 });
});

it("knows the requests under way by either side of the change, and other names a deployment is asked by", () => {
  const store = createAnswerStore(db);
  const open = (deployment: string, at: number, route: string): UsageLine => ({
    ...{ t: "open", ...call(deployment, at, route), reserve: 1, prompt: 1, price: null },
  });
  stored([open(old, 1000, "bot"), open(fresh, 1500, "bot"), open(old, 1600, "old-1"), open(fresh, 1700, "elsewhere")]);
  const of = (before: number) => store.open({ deployment: old, route: "bot", before });
  expect([of(1000), of(1001), of(1501), of(2000)]).toEqual([0, 1, 2, 3]);
  stored([end(old, 3000, { route: "bot" }), end(fresh, 3000, { route: "new-2" })]);
  expect(store.askedElsewhere(old, "bot", 0)).toBe(false);
  expect(store.askedElsewhere(fresh, "bot", 0)).toBe(true);
  expect(store.askedElsewhere(fresh, "bot", 3001)).toBe(false);
});

it("each step of a rollout begins at nothing", () => {
  const steps = createStepAnswers();
  const rollout = { id: "roll_a", canaryId: fresh, stableId: old, percent: 5, stepStartedAt: new Date(1000).toISOString() };
  const take = (deployment: string, at: number) => steps.take({ deployment, at, failed: false, firstMs: 1 });
  steps.follow([rollout]);
  for (const at of [999, 1000, 1001]) take(fresh, at);
  take(old, 1000);
  take("dep_other000", 1000);
  steps.follow([rollout]);
  expect(steps.of("roll_a")).toMatchObject({ canary: { requests: 2 }, stable: { requests: 1 } });
  steps.follow([{ ...rollout, percent: 25, stepStartedAt: new Date(2000).toISOString() }]);
  expect(steps.of("roll_a")).toMatchObject({ canary: { requests: 0 } });
  steps.follow([]);
  expect(steps.of("roll_a")).toBeNull();
});

it("shows an hour in at most 120 stretches, and forgets what is older", () => {
  const live = createLive();
  const now = 7_200_000;
  for (const [at, failed] of [
    [now - 3_000_000, false],
    [now - 6000, true],
    [now - 5500, false],
  ] as const)
    live.take({ deployment: fresh, at, failed, firstMs: failed ? null : 40 });
  const hour = live.read([fresh, old], 60, now);
  expect([hour.at.length, hour.stepSeconds]).toEqual([120, 30]);
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  expect(hour.targets.map((one) => [sum(one.requests), sum(one.failed)])).toEqual([
    [3, 1],
    [0, 0],
  ]);
  const short = live.read([fresh], 1, now);
  expect([short.at.length, short.stepSeconds]).toEqual([12, 5]);
  expect(short.targets[0]!.requests.slice(-3)).toEqual([2, 0, 0]);
  expect(short.targets[0]!.firstMs.filter((ms) => ms !== null)).toEqual([40]);
  live.forgetBefore(now - 60_000);
  expect(sum(live.read([fresh], 60, now).targets[0]!.requests)).toBe(2);
});

it("keeps a fair sample of many", () => {
  const many = noAnswers();
  for (let n = 0; n < 10_000; n += 1) addAnswer(many, { failed: false, firstMs: n }, 500);
  expect(many).toMatchObject({ requests: 10_000, timed: 10_000 });
  expect(many.firstMs).toHaveLength(500);
  expect(Math.abs(medianOf(many.firstMs)! - 5000)).toBeLessThan(1500);
  expect([medianOf([]), medianOf([3]), medianOf([4, 1])]).toEqual([null, 3, 2.5]);
});
