import { z } from "zod";
import { Id, Moment, Sha256 } from "./word.ts";

export const DataFormat = z.enum(["chat", "alpaca"]);
export type DataFormat = z.infer<typeof DataFormat>;

export const Message = z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() });
export type Message = z.infer<typeof Message>;
export const Row = z.object({ messages: z.array(Message).min(1) });
export type Row = z.infer<typeof Row>;

/** Why a row cannot be used, for consoles in other languages; `reason` says it in English with the place. */
export const BadRowCode = z.enum([
  "not-json",
  "too-long",
  "cut-off",
  "text-after",
  "not-object",
  "other-format",
  "unknown-format",
  "no-messages",
  "bad-message",
  "bad-role",
  "tool-call",
  "bad-history",
  "not-text",
  "empty-text",
  "broken-text",
  "no-user",
  "no-answer",
]);
export type BadRowCode = z.infer<typeof BadRowCode>;
/** `line` is 1-based in the person's own file; for a JSON array it is the item's number and `unit` says so. */
export const BadRow = z.object({
  line: z.number().int(),
  unit: z.enum(["line", "item"]),
  code: BadRowCode,
  reason: z.string(),
  excerpt: z.string(),
});
export type BadRow = z.infer<typeof BadRow>;

/** scanning -> (needs-decision | ready) -> ready; failed and discarded are terminal. */
export const ImportState = z.enum(["scanning", "needs-decision", "writing", "ready", "failed", "discarded"]);
export type ImportState = z.infer<typeof ImportState>;
export const Import = z.object({
  id: Id,
  datasetName: z.string(),
  filename: z.string(),
  state: ImportState,
  format: DataFormat.nullable(),
  bytes: z.number().int(),
  bytesRead: z.number().int(),
  etaSeconds: z.number().nullable(),
  rows: z.number().int(),
  goodRows: z.number().int(),
  badRows: z.number().int(),
  duplicateRows: z.number().int(),
  /** The first 1,000 of them; all of them are at /imports/:id/bad-rows. */
  badRowSample: z.array(BadRow),
  /** Fields nobody asked for, with how many rows carry each. They are kept out, and said. */
  unknownFields: z.record(z.string(), z.number().int()),
  encoding: z.string(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
  datasetId: Id.nullable(),
  versionId: Id.nullable(),
  createdAt: Moment,
});
export type Import = z.infer<typeof Import>;

export const StartImport = z.object({
  uploadId: Id,
  datasetName: z.string().trim().min(1).max(80),
  format: DataFormat.or(z.literal("auto")).default("auto"),
  /** Part of the rows kept aside to measure with; at least 8 rows where there are 16 or more. */
  heldOutFraction: z.number().min(0.01).max(0.5).default(0.1),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
});
export type StartImport = z.infer<typeof StartImport>;
export const AcceptImport = z.object({ withoutBadRows: z.literal(true) });

export const Histogram = z.array(z.object({ upTo: z.number().int(), rows: z.number().int() }));

export const DatasetVersion = z.object({
  id: Id,
  datasetId: Id,
  version: z.number().int(),
  filename: z.string(),
  format: DataFormat,
  rows: z.number().int(),
  trainRows: z.number().int(),
  heldOutRows: z.number().int(),
  leftOutRows: z.number().int(),
  duplicateRows: z.number().int(),
  bytes: z.number().int(),
  /** Of the canonical rows, so the same data has the same hash whatever file it came in. */
  contentHash: Sha256,
  sourceHash: Sha256,
  seed: z.number().int(),
  /** Token lengths with the embedded base model's tokenizer. `exact` false: from a sample of `sampleRows`. */
  tokens: z
    .object({
      exact: z.boolean(),
      sampleRows: z.number().int(),
      total: z.number().int(),
      longest: z.number().int(),
      p50: z.number().int(),
      p95: z.number().int(),
      histogram: Histogram,
    })
    .nullable(),
  createdAt: Moment,
  createdBy: z.string(),
});
export type DatasetVersion = z.infer<typeof DatasetVersion>;

export const Dataset = z.object({
  id: Id,
  name: z.string(),
  projectId: Id,
  createdBy: z.string(),
  createdAt: Moment,
  versions: z.array(DatasetVersion),
});
export type Dataset = z.infer<typeof Dataset>;

export const RowPreview = z.object({ number: z.number().int(), split: z.enum(["train", "held-out"]), row: Row });
export type RowPreview = z.infer<typeof RowPreview>;
