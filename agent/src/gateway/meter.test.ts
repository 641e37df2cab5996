import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { UsageLine } from "../contract/snapshot.ts";
import type { Clock } from "../lib/clock.ts";
import { holdsFile } from "../lib/holds-file.ts";
import { createMeter } from "./meter.ts";

let dir: string;
let now = 1000;
const clock: Clock = { now: () => now, sleep: async () => {} };
const call = (id: string) => ({
  id,
  key: "k",
  project: "p",
  route: "r",
  model: "m",
  deployment: "d",
  path: "/v1/completions",
  reserve: 50,
  prompt: 10,
  price: { input: 2, output: 3, cached: 1 },
});
const ending = { status: 200, prompt: 7, completion: 5, cached: 0, estimated: false, cut: null };
const lines = (file: string) =>
  readFileSync(path.join(dir, file), "utf8")
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-meter-"));
  now = 1000;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("marks about once a second and ends once", async () => {
  const meter = createMeter({ dir, pid: 7, clock });
  const tally = meter.open(call("a"));
  for (let n = 1; n <= 40; n++) {
    now += 100;
    tally.token(n);
  }
  tally.end(ending);
  tally.end({ ...ending, completion: 99 });
  tally.token(100);
  await turn();
  const written = lines("1000-7.jsonl");
  expect(written.map((line) => line.t)).toEqual(["open", "mark", "mark", "mark", "mark", "end"]);
  expect(written.at(-1)).toMatchObject({
    completion: 5,
    cost: 29,
    tries: 1,
    firstMs: 100,
    totalMs: 4000,
    key: "k",
    project: "p",
  });
  meter.close();
});

it("a request keeps its file when the meter has gone on to the next, and lets go of it at its end", () => {
  const meter = createMeter({ dir, pid: process.pid, clock, rotateBytes: 1 });
  const first = meter.open(call("a"));
  const second = meter.open(call("b"));
  const [one, two] = readdirSync(dir).sort((a, b) => a.length - b.length) as [string, string];
  expect(holdsFile(process.pid, path.join(dir, one))).toBe(true);
  first.end(ending);
  expect(lines(one).map((line) => [line.t, line.id])).toEqual([
    ["open", "a"],
    ["end", "a"],
  ]);
  expect(holdsFile(process.pid, path.join(dir, one))).toBe(false);
  expect(holdsFile(process.pid, path.join(dir, two))).toBe(true);
  second.end(ending);
  meter.close();
  expect(holdsFile(process.pid, path.join(dir, two))).toBe(false);
});

it("names who answered, and who failed before", async () => {
  const meter = createMeter({ dir, pid: 9, clock });
  const tally = meter.open(call("a"));
  tally.retried({ model: "m2", deployment: "d2", price: null });
  tally.end(ending);
  meter.open(call("b")).end(ending);
  await turn();
  const ends = lines("1000-9.jsonl").filter((line) => line.t === "end");
  expect(ends[0]).toMatchObject({ deployment: "d2", model: "m2", cost: 0, tries: 2, failedOn: ["d"] });
  expect(ends[1]).not.toHaveProperty("failedOn");
  meter.close();
});

it("the lines of one turn go out by one write, and who waits for them goes on after it", async () => {
  const meter = createMeter({ dir, pid: 9, clock });
  const file = path.join(dir, "1000-9.jsonl");
  const seen: string[] = [];
  const tally = meter.open({ ...call("a"), route: '用户 "x"' });
  tally.written(() => seen.push(`open ${lines("1000-9.jsonl").length}`));
  tally.end(ending);
  const { end } = meter.tell({ ...event, why: "out" });
  tally.written(() => seen.push(`end ${lines("1000-9.jsonl").length}`));
  expect(readFileSync(file, "utf8")).toBe("");
  await turn();
  expect(seen).toEqual(["open 3", "end 3"]);
  expect(end).toBe(readFileSync(file).length);
  tally.written(() => seen.push("at once"));
  expect(seen.at(-1)).toBe("at once");
  for (const line of lines("1000-9.jsonl")) expect(UsageLine.safeParse(line).success).toBe(true);
  expect(lines("1000-9.jsonl")[1]).toMatchObject({ route: '用户 "x"', firstMs: null, log: null });
});
const event = { kind: "ejected" as const, route: "r", rolloutId: "o", deployment: "d", requests: 1, failures: 1 };
