import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { sweepRuns } from "./sweep-runs.ts";

it("deletes old folders of runs that are not in the book, and nothing else", async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), "sweep-"));
  for (const name of ["run_known000", "run_orphan00", "of-a-person"])
    mkdirSync(path.join(dir, name, "checkpoints"), { recursive: true });
  const known = new Set(["run_known000"]);
  expect(await sweepRuns(dir, known, Date.now())).toEqual([]); // too young
  expect(await sweepRuns(dir, known, Date.now() + 2 * 86_400_000)).toEqual(["run_orphan00"]);
  expect(readdirSync(dir).sort()).toEqual(["of-a-person", "run_known000"]);
  expect(await sweepRuns(path.join(dir, "none"), known, 0)).toEqual([]);
  rmSync(dir, { recursive: true });
});
