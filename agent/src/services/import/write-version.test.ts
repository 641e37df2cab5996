import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { heldOutTarget, splitKey } from "./choose-held-out.ts";
import { countDuplicates, eachDuplicate } from "./count-duplicates.ts";
import { readRows } from "./read-rows.ts";
import { createStage, stageFiles } from "./stage.ts";
import { versionFiles } from "./version-files.ts";
import { writeVersion } from "./write-version.ts";

let dir = "";
let versions = 0;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-version-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function stage(contents: readonly string[]) {
  const made = createStage(path.join(dir, "stage"));
  for (const content of contents)
    made.addRow({
      messages: [
        { role: "user", content },
        { role: "assistant", content: "a" },
      ],
    });
  return made.finish();
}
function write(rows: number, { seed = 1, heldOutFraction = 0.1 } = {}) {
  const versionDir = path.join(dir, `v${versions++}`);
  const result = writeVersion({ kind: "write", stageDir: path.join(dir, "stage"), versionDir, rows, seed, heldOutFraction });
  const files = versionFiles(versionDir);
  const linesOf = (file: string) => readFileSync(file, "utf8").split("\n").slice(0, -1);
  return { ...result, versionDir, all: linesOf(files.rows), train: linesOf(files.train), heldOut: linesOf(files.heldOut) };
}
const numbers = (count: number) => Array.from({ length: count }, (_, i) => `q${i}`);

test("the sides of the split hold every row once, in the asked-for sizes", () => {
  stage(numbers(1000));
  const version = write(1000);
  expect(version).toMatchObject({ trainRows: 900, heldOutRows: 100 });
  expect([...version.train, ...version.heldOut].sort()).toEqual([...version.all].sort());
  expect(version.heldOut).toHaveLength(100);
});

test("same rows and seed: same split and hash; another seed: another split", () => {
  const first = stage(numbers(200));
  const a = write(200);
  const second = stage(numbers(200));
  const b = write(200);
  expect(second.contentHash).toBe(first.contentHash);
  expect(b.heldOut).toEqual(a.heldOut);
  stage(numbers(200));
  expect(write(200, { seed: 2 }).heldOut).not.toEqual(a.heldOut);
});

test("the order of the rows does not change who is held out", () => {
  stage(numbers(100));
  const a = write(100);
  stage(numbers(100).reverse());
  expect(write(100).heldOut.sort()).toEqual(a.heldOut.sort());
});

test("equal rows are on one side, whatever the duplicates", () => {
  const contents = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(contents, fc.nat(1000), (values, seed) => {
      stage(values.map(String));
      const version = write(values.length, { seed });
      const learned = new Set(version.train);
      expect(version.heldOut.filter((row) => learned.has(row))).toEqual([]);
      expect(version.train.length + version.heldOut.length).toBe(values.length);
      expect(version.train.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});

test("one row repeated thirty times stays in training, and eight others are still held out", () => {
  stage([...Array.from({ length: 30 }, () => "same"), ...numbers(10)]);
  const version = write(40);
  expect(version.heldOutRows).toBe(8);
  expect(version.heldOut.join()).not.toContain("same");
});

test("sizes: 8 of 16 or more, 1 of 2 or more, never all", () => {
  const target = (rows: number, fraction = 0.1) => heldOutTarget({ rows, fraction, seed: 1 });
  expect([1, 2, 15, 16, 80, 1000].map((rows) => target(rows))).toEqual([0, 1, 2, 8, 8, 100]);
  expect(target(1_000_000, 0.01)).toBe(10_000);
});

test("split keys are spread evenly", () => {
  const counts = new Array<number>(8).fill(0);
  for (let i = 0; i < 8000; i++) counts[splitKey(i, 0, 3) >>> 29]!++;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test("duplicates are counted the same in one pass and in many", () => {
  stage([...numbers(500), ...numbers(300), "q1"]);
  const { hashes } = stageFiles(path.join(dir, "stage"));
  expect(countDuplicates(hashes, 801)).toBe(301);
  const groups: number[] = [];
  eachDuplicate(hashes, 801, (_high, _low, count) => groups.push(count), 64);
  expect(groups.sort()).toEqual([...new Array<number>(299).fill(2), 3]);
});

test("pages go through all rows, and through one side only", async () => {
  stage(numbers(95));
  const { versionDir, heldOut } = write(95);
  const seen: number[] = [];
  for (let after: string | null = "0"; after !== null; ) {
    const page = await readRows(versionDir, { after: Number(after), limit: 10 });
    seen.push(...page.rows.map((row) => row.number));
    after = page.nextAfter;
  }
  expect(seen).toEqual(Array.from({ length: 95 }, (_, i) => i + 1));
  const aside = await readRows(versionDir, { after: 0, limit: 50, split: "held-out" });
  expect(aside.rows.map((row) => JSON.stringify(row.row))).toEqual(heldOut);
  expect(aside.nextAfter).toBe(null);
  expect(aside.rows.every((row) => row.split === "held-out")).toBe(true);
});

test("when writing fails nothing of the version is left, and the stage can be written from again", () => {
  stage(numbers(20));
  const versionDir = path.join(dir, "blocked");
  mkdirSync(versionDir);
  writeFileSync(path.join(versionDir, "in-the-way"), "");
  const task = { kind: "write", stageDir: path.join(dir, "stage"), versionDir, rows: 20, seed: 1, heldOutFraction: 0.1 } as const;
  const { hashes } = stageFiles(task.stageDir);
  const kept = readFileSync(hashes);
  rmSync(hashes);
  expect(() => writeVersion(task)).toThrow();
  expect(existsSync(`${versionDir}.tmp`)).toBe(false);
  writeFileSync(hashes, kept);
  expect(write(20).heldOutRows).toBe(8);
});
