import { z } from "zod";
import { Id, Moment, Sha256 } from "./word.ts";

export const ModelKind = z.enum(["base", "adapter", "merged", "gguf"]);
export type ModelKind = z.infer<typeof ModelKind>;
export const ModelFile = z.object({ path: z.string(), bytes: z.number().int(), sha256: Sha256 });
export type ModelFile = z.infer<typeof ModelFile>;

/** Where a model came from: enough to make it again, and to find everything made from the same data. */
export const Lineage = z.object({
  jobId: Id.nullable(),
  baseModelId: Id.nullable(),
  parentModelId: Id.nullable(),
  datasetVersionId: Id.nullable(),
  datasetContentHash: Sha256.nullable(),
  recipe: z.unknown().nullable(),
  seed: z.number().int().nullable(),
  codeVersion: z.string().nullable(),
  packages: z.record(z.string(), z.string()),
});
export type Lineage = z.infer<typeof Lineage>;

export const Model = z.object({
  id: Id,
  name: z.string(),
  kind: ModelKind,
  projectId: Id,
  createdBy: z.string(),
  createdAt: Moment,
  state: z.enum(["preparing", "ready", "failed"]),
  stateDetail: z.string().nullable(),
  license: z.string().nullable(),
  parameters: z.number().int().nullable(),
  contextTokens: z.number().int().nullable(),
  bytes: z.number().int(),
  files: z.array(ModelFile),
  lineage: Lineage,
  /** Embedded or random test models say so. */
  fake: z.boolean(),
  servable: z.boolean(),
  trainable: z.boolean(),
});
export type Model = z.infer<typeof Model>;
