/** A finished attempt becomes three entries of the registry. Every step may be done again after a death in the middle. */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { JobReport } from "../../contract/job.ts";
import { type Lineage, ModelFile, type ModelKind } from "../../contract/model.ts";
import { newId } from "../../lib/new-id.ts";
import { syncFolder } from "../../lib/sync-folder.ts";
import type { JobRecord } from "../../store/box/jobs.ts";
import type { ModelRecord, ModelStore } from "../../store/box/models.ts";

/** result.json of a training run: the report, and the files it leaves under adapter/, merged/ and gguf/ with their hashes. */
export const TrainResult = z.object({
  ...JobReport.shape,
  files: z.array(ModelFile),
  versions: z.record(z.string(), z.string()).default({}),
});
export type TrainResult = z.infer<typeof TrainResult>;
export interface RegisterOptions {
  store: ModelStore;
  data: string;
  codeVersion: string | null;
  now: number;
}
const parts = ["adapter", "merged", "gguf"] as const satisfies ModelKind[];

/** Null: a script of its own left less than the three (what it left is in the registry all the same). */
export async function registerResult(
  job: JobRecord,
  given: { result: TrainResult; runDir: string; base: ModelRecord | null; datasetContentHash: string | null; fake: boolean },
  options: RegisterOptions,
): Promise<{ adapter: string; merged: string; gguf: string } | null> {
  const { store } = options;
  const existing = await store.ofJob(job.id);
  if (existing.length === 0) {
    const dir = path.join("models", job.id);
    moveParts(given.runDir, path.join(options.data, dir));
    const made = await entries(job, given, options, dir);
    if (made.length > 0) await store.create(made);
  }
  const models = existing.length > 0 ? existing : await store.ofJob(job.id);
  const [adapter, merged, gguf] = parts.map((kind) => models.find((model) => model.kind === kind)?.id);
  return adapter && merged && gguf ? { adapter, merged, gguf } : null;
}

/** A rename each: the same disk, so nothing is copied and no half folder is ever seen. */
function moveParts(runDir: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const part of parts) {
    const from = path.join(runDir, part);
    if (existsSync(from) && !existsSync(path.join(target, part))) renameSync(from, path.join(target, part));
  }
  syncFolder(target);
  syncFolder(path.dirname(target));
}

async function entries(
  job: JobRecord,
  { result, base, datasetContentHash, fake }: Parameters<typeof registerResult>[1],
  { store, data, codeVersion, now }: RegisterOptions,
  dir: string,
): Promise<ModelRecord[]> {
  const name = await freeName(store, job);
  const ids = { adapter: newId("model"), merged: newId("model"), gguf: newId("model") };
  const left = parts.filter((kind) => existsSync(path.join(data, dir, kind)));
  const parentOf = (kind: (typeof parts)[number]) => {
    const before = left[left.indexOf(kind) - 1];
    return before ? ids[before] : job.baseModelId;
  };
  const lineage = (kind: (typeof parts)[number]): Lineage => ({
    jobId: job.id,
    baseModelId: job.baseModelId,
    parentModelId: parentOf(kind),
    datasetVersionId: job.datasetVersionId,
    datasetContentHash,
    recipe: job.recipe,
    seed: typeof job.recipe.seed === "number" ? job.recipe.seed : null,
    codeVersion,
    packages: result.versions,
  });
  return left.map((kind) => {
    const files = result.files.filter((file) => file.path.startsWith(`${kind}/`));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const owner = { projectId: job.projectId, createdBy: job.createdBy, createdAt: new Date(now).toISOString() };
    const facts = {
      license: base?.license ?? null,
      // Of an adapter nobody has counted them; the base's would be wrong.
      parameters: kind === "adapter" ? null : (base?.parameters ?? null),
      contextTokens: base?.contextTokens ?? null,
    };
    const state = { state: "ready" as const, stateDetail: null, servable: kind === "gguf", trainable: false, fake };
    return { id: ids[kind], name, kind, ...owner, ...facts, ...state, bytes, files, lineage: lineage(kind), dir, jobId: job.id };
  });
}

async function freeName(store: ModelStore, job: JobRecord): Promise<string> {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? job.name : `${job.name} ${n}`;
    if (!(await store.isNameTaken(job.projectId, name))) return name;
  }
}
