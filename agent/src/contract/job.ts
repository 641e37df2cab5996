import { z } from "zod";
import { PresetId } from "./recipe.ts";
import { Cause, Id, Moment } from "./word.ts";

/**
 * queued -> preparing -> running -> succeeded or failed; stopping -> cancelled; pausing -> paused -> queued, from its last checkpoint.
 * A terminal state (succeeded, failed, cancelled) is never overwritten.
 */
export const JobState = z.enum([
  ...(["queued", "preparing", "running", "pausing", "paused", "stopping"] as const),
  ...(["succeeded", "failed", "cancelled"] as const),
]);
export type JobState = z.infer<typeof JobState>;
export const isTerminalJob = (s: JobState): boolean => s === "succeeded" || s === "failed" || s === "cancelled";

const beforeAfter = z.object({ before: z.number().nullable(), after: z.number().nullable() });
/** What was learned and what was lost, measured before and after on the same rows. */
export const JobReport = z.object({
  heldOutLoss: beforeAfter,
  generalLoss: beforeAfter.extend({ rows: z.number().int() }),
  general: z.object({ asked: z.number().int(), baseRight: z.number().int(), kept: z.number().int(), nowRight: z.number().int() }),
  leaks: z.number().int(),
  leakExamples: z.array(z.object({ question: z.string(), answer: z.string() })).default([]),
  markers: z.array(z.string()),
  samples: z.array(z.object({ question: z.string(), base: z.string(), tuned: z.string() })),
  usefulTokens: z.number(),
  tokensPerSecond: z.number().nullable(),
  trainSeconds: z.number(),
  seconds: z.record(z.string(), z.number()),
  dtype: z.string(),
  peakRssBytes: z.number().nullable().default(null),
});
export type JobReport = z.infer<typeof JobReport>;

export const JobProgress = z.object({
  stage: z.string().nullable(),
  stageDone: z.number().nullable(),
  stageTotal: z.number().nullable(),
  step: z.number().int(),
  totalSteps: z.number().int().nullable(),
  epoch: z.number().nullable(),
  loss: z.number().nullable(),
  heldOutLoss: z.number().nullable(),
  learningRate: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  etaSeconds: z.number().nullable(),
  checkpointStep: z.number().int().nullable(),
});
export type JobProgress = z.infer<typeof JobProgress>;

/** Why it waits, in words and numbers. `code` lets the console translate; the numbers are in `details`. */
export const Wait = z.object({
  position: z.number().int(),
  etaSeconds: z.number().nullable(),
  code: z.enum(["memory", "strangers", "behind", "no-card", "pack-missing", "restart-wait", "starting", "host"]),
  message: z.string(),
  details: z
    .object({
      needBytes: z.number(),
      freeBytes: z.number(),
      heldBy: z.array(z.object({ kind: z.string(), name: z.string(), bytes: z.number() })),
      /** Processes that hold memory without a lease, the biggest first. `pid` null: nobody is named for it. */
      strangers: z.array(
        z.object({ pid: z.number().int().nullable(), command: z.string(), user: z.string().nullable(), bytes: z.number() }),
      ),
      strangerBytes: z.number(),
    })
    .partial(),
});
export type Wait = z.infer<typeof Wait>;

export const Job = z.object({
  id: Id,
  name: z.string(),
  projectId: Id,
  createdBy: z.string(),
  createdAt: Moment,
  startedAt: Moment.nullable(),
  finishedAt: Moment.nullable(),
  state: JobState,
  method: z.literal("sft"),
  engineId: z.string(),
  baseModelId: Id,
  baseModelName: z.string(),
  datasetVersionId: Id,
  datasetName: z.string(),
  datasetVersion: z.number().int(),
  /** Held-out rows of their own, instead of a part of the training data. */
  validationVersionId: Id.nullable(),
  preset: PresetId.nullable(),
  recipe: z.record(z.string(), z.unknown()),
  sampleQuestions: z.array(z.string()),
  attempts: z.number().int(),
  runId: Id.nullable(),
  wait: Wait.nullable(),
  progress: JobProgress,
  report: JobReport.nullable(),
  cause: Cause.nullable(),
  resultModelIds: z.object({ adapter: Id, merged: Id, gguf: Id }).nullable(),
  /** The route its result is published to once it has succeeded. */
  publishTo: Id.nullable(),
});
export type Job = z.infer<typeof Job>;

export const CreateJob = z.object({
  name: z.string().trim().min(1).max(80),
  baseModelId: Id,
  datasetVersionId: Id,
  validationVersionId: Id.nullable().default(null),
  preset: PresetId.default("balanced"),
  /** Only what differs from the preset; checked against the engine's own schema. */
  recipe: z.record(z.string(), z.unknown()).default({}),
  sampleQuestions: z.array(z.string().trim().min(1).max(500)).max(10).default([]),
  engineId: z.string().default("trl"),
  /** Id of a route. */
  publishTo: Id.nullable().default(null),
});
export type CreateJob = z.input<typeof CreateJob>;

export const SeriesPoint = z.object({
  step: z.number().int(),
  at: z.number(),
  loss: z.number().nullable(),
  heldOutLoss: z.number().nullable(),
  learningRate: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
});
export type SeriesPoint = z.infer<typeof SeriesPoint>;
export const Checkpoint = z.object({ step: z.number().int(), runId: Id, path: z.string(), bytes: z.number(), at: z.number() });
export type Checkpoint = z.infer<typeof Checkpoint>;
export const LogChunk = z.object({ text: z.string(), from: z.number().int(), next: z.number().int(), size: z.number().int() });
export type LogChunk = z.infer<typeof LogChunk>;
