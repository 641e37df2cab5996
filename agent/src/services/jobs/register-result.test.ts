import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BoxDb, openBox } from "../../store/box/client.ts";
import type { JobRecord } from "../../store/box/jobs.ts";
import { migrate } from "../../store/box/migrate.ts";
import { createModelStore, type ModelStore } from "../../store/box/models.ts";
import { noProgress } from "./progress.ts";
import { registerResult, TrainResult } from "./register-result.ts";

let data = "";
let db: BoxDb;
let store: ModelStore;
beforeAll(async () => {
  data = mkdtempSync(path.join(os.tmpdir(), "register-"));
  const prisma = path.resolve(import.meta.dirname, "../../../prisma");
  const file = path.join(data, "box.db");
  await migrate({ file, schemaFile: path.join(prisma, "schema.prisma"), migrationsDir: path.join(prisma, "migrations") });
  db = await openBox(file);
  store = createModelStore(db);
});
afterAll(async () => {
  await db.$disconnect();
  rmSync(data, { recursive: true });
});

const job = (id: string): JobRecord => ({
  ...{ id, name: "helpdesk", projectId: "proj_1", createdBy: "user_1", createdAt: new Date(0).toISOString(), startedAt: null },
  ...{
    finishedAt: null,
    state: "running",
    method: "sft",
    engineId: "trl",
    baseModelId: "model_base0000",
    datasetVersionId: "ver_00000000",
    validationVersionId: null,
  },
  ...{ preset: "quick", recipe: { seed: 3 }, sampleQuestions: [], attempts: 1, runId: "run_1", progress: noProgress },
  ...{ report: null, cause: null, resultModelIds: null, publishTo: null },
});
const parts = ["adapter", "merged", "gguf"];
const result = TrainResult.parse({
  heldOutLoss: { before: 2, after: 1 },
  generalLoss: { before: 1, after: 1, rows: 4 },
  general: { asked: 1, baseRight: 1, kept: 1, nowRight: 1 },
  ...{ leaks: 0, markers: [], samples: [], usefulTokens: 1, tokensPerSecond: 1, trainSeconds: 1, seconds: {}, dtype: "float32" },
  files: parts.map((part) => ({ path: `${part}/weights`, bytes: 5, sha256: "a".repeat(64) })),
});
function runFolder(name: string): string {
  const runDir = path.join(data, "runs", name);
  for (const part of parts) {
    mkdirSync(path.join(runDir, part), { recursive: true });
    writeFileSync(path.join(runDir, part, "weights"), "12345");
  }
  return runDir;
}
const register = (id: string, runDir: string) =>
  registerResult(
    job(id),
    { result, runDir, base: null, datasetContentHash: null, fake: false },
    { store, data, codeVersion: "1", now: 5 },
  );

it("done again after a death in the middle, it finishes what was begun and makes nothing twice", async () => {
  const runDir = runFolder("run_a");
  const target = path.join(data, "models/job_aaaaaaaa");
  mkdirSync(target, { recursive: true });
  renameSync(path.join(runDir, "adapter"), path.join(target, "adapter")); // the agent died here
  const first = await register("job_aaaaaaaa", runDir);
  expect(readdirSync(target).sort()).toEqual(["adapter", "gguf", "merged"]);
  expect(await register("job_aaaaaaaa", runDir)).toEqual(first);
  expect(await store.list({})).toHaveLength(3);
});

it("two jobs of one name make models of two names", async () => {
  await register("job_bbbbbbbb", runFolder("run_b"));
  const names = new Set((await store.list({ kind: "gguf" })).map((model) => model.name));
  expect(names).toEqual(new Set(["helpdesk", "helpdesk 2"]));
  expect(existsSync(path.join(data, "models/job_bbbbbbbb/gguf/weights"))).toBe(true);
});
