/** What engine glue writes, one JSON object per line of events.jsonl. Parsed loosely: unknown types are kept out, never a crash. */
import { z } from "zod";

const at = { at: z.number() };
export const GlueEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("stage-started"), ...at, stage: z.string() }),
  z.object({ type: z.literal("stage-ended"), ...at, stage: z.string(), seconds: z.number() }),
  z.object({
    type: z.literal("progress"),
    ...at,
    stage: z.string(),
    done: z.number(),
    total: z.number().nullable(),
    etaSeconds: z.number().nullable().default(null),
  }),
  z.object({
    type: z.literal("step-logged"),
    ...at,
    step: z.number().int(),
    totalSteps: z.number().int(),
    epoch: z.number(),
    loss: z.number().nullable(),
    learningRate: z.number().nullable(),
    gradNorm: z.number().nullable().default(null),
    usefulTokens: z.number(),
    tokensPerSecond: z.number().nullable(),
    etaSeconds: z.number().nullable(),
  }),
  z.object({ type: z.literal("held-out-logged"), ...at, step: z.number().int(), loss: z.number().nullable() }),
  z.object({ type: z.literal("checkpoint-saved"), ...at, step: z.number().int(), path: z.string(), bytes: z.number() }),
  z.object({ type: z.literal("ready"), ...at }),
  z.object({ type: z.literal("note"), ...at, level: z.enum(["info", "warn"]), message: z.string() }),
  z.object({ type: z.literal("failed"), ...at, code: z.string(), message: z.string() }),
]);
export type GlueEvent = z.infer<typeof GlueEvent>;
