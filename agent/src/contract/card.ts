import { z } from "zod";
import { RunKind } from "./run.ts";
import { AcceleratorId } from "./word.ts";

export const Lease = z.object({
  runId: z.string(),
  kind: RunKind,
  label: z.string(),
  ownerId: z.string(),
  cardId: z.string(),
  memoryBytes: z.number(),
  since: z.number(),
});
export type Lease = z.infer<typeof Lease>;

export const Card = z.object({
  id: z.string(),
  accelerator: AcceleratorId,
  index: z.number().int(),
  name: z.string(),
  memoryBytes: z.number(),
  /** What the ledger may give away: total less what the system keeps for itself. */
  leasableBytes: z.number(),
  evidence: z.enum(["ran-here", "recorded", "from-documents"]),
  fake: z.boolean(),
});
export type Card = z.infer<typeof Card>;

/** One reading of a card. Null where the hardware does not say; never a made-up zero. */
export const Sample = z.object({
  cardId: z.string(),
  at: z.number(),
  loadPercent: z.number().nullable(),
  memoryUsedBytes: z.number().nullable(),
  powerWatts: z.number().nullable(),
  temperatureC: z.number().nullable(),
});
export type Sample = z.infer<typeof Sample>;

export const CardState = Card.extend({ sample: Sample.nullable(), leases: z.array(Lease), freeBytes: z.number() });
export type CardState = z.infer<typeof CardState>;
