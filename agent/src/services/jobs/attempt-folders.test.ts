import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCheckpoints, readSeries, resumeFrom } from "./attempt-folders.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "attempts-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const step = (n: number, loss: number) =>
  JSON.stringify({
    type: "step-logged",
    at: n,
    step: n,
    totalSteps: 9,
    epoch: 1,
    loss,
    learningRate: 0.1,
    usefulTokens: 1,
    tokensPerSecond: 5,
    etaSeconds: 1,
  });
function attempt(runId: string, lines: string[], checkpoints: number[] = [], halves: number[] = []) {
  const dir = path.join(root, runId);
  mkdirSync(dir);
  writeFileSync(path.join(dir, "events.jsonl"), lines.join("\n"));
  for (const n of [...checkpoints, ...halves])
    mkdirSync(path.join(dir, "checkpoints", `step-${String(n).padStart(6, "0")}`), { recursive: true });
  for (const n of checkpoints)
    writeFileSync(path.join(dir, "checkpoints", `step-${String(n).padStart(6, "0")}`, "state.json"), "{}");
  return { runId, dir };
}

describe("the folders of a job's attempts", () => {
  it("a step walked twice is one point, of the later attempt; torn and unknown lines are passed over", async () => {
    const first = attempt("run_a", [step(1, 3), step(2, 2.5), '{"type":"step-lo']);
    const second = attempt("run_b", ['{"type":"new-thing"}', step(2, 2.4), step(3, 2)]);
    const points = await readSeries([first, second, { runId: "run_c", dir: path.join(root, "none") }]);
    expect(points.map((p) => [p.step, p.loss])).toEqual([
      [1, 3],
      [2, 2.4],
      [3, 2],
    ]);
  });

  it("half-written checkpoints are none", async () => {
    const a = attempt("run_a", [], [5], [10]);
    expect((await readCheckpoints([a])).map((c) => c.step)).toEqual([5]);
  });

  it("one that the trainer drops while it is looked at is left out", async () => {
    const a = attempt("run_a", [], [5, 10]);
    symlinkSync(path.join(root, "gone"), path.join(a.dir, "checkpoints/step-000005/optimizer.safetensors"));
    expect((await readCheckpoints([a])).map((c) => c.step)).toEqual([10]);
  });

  it("goes on from the furthest checkpoint, even when the last attempt died before it had any", async () => {
    const a = attempt("run_a", [], [5]);
    const b = attempt("run_b", [], [5, 10]);
    const c = attempt("run_c", []);
    expect(await resumeFrom([a, b, c])).toBe(b.dir);
    expect(await resumeFrom([c])).toBeNull();
    writeFileSync(path.join(c.dir, "baseline.json"), "{}");
    expect(await resumeFrom([c])).toBe(c.dir);
  });
});
