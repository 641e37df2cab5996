import { z } from "zod";
import { Run, RunKind } from "./run.ts";
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

/** What joins a card to others of this box. `width`: links side by side, where the driver counts them. */
export const CardLink = z.object({
  kind: z.enum(["NVLink", "HCCS", "xGMI"]),
  width: z.number().int().nullable(),
  cards: z.number().int(),
});
export type CardLink = z.infer<typeof CardLink>;

/** What the driver says of a card that does not change from second to second. Only what it said is there. */
export const CardFacts = z
  .object({
    uuid: z.string(),
    busId: z.string(),
    driver: z.string(),
    link: CardLink,
    eccOn: z.boolean(),
    migOn: z.boolean(),
    persistenceOn: z.boolean(),
    /** Of kind cpu. Limits are those of the control group we live in. */
    numaNodes: z.number().int(),
    limitCores: z.number(),
    limitMemoryBytes: z.number(),
  })
  .partial();
export type CardFacts = z.infer<typeof CardFacts>;

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
  facts: CardFacts.optional(),
});
export type Card = z.infer<typeof Card>;

/** Why a card runs slower than it could, in words of ours. */
export const SlowReason = z.enum(["power", "heat", "hardware", "brake"]);
export type SlowReason = z.infer<typeof SlowReason>;

/** One reading of a card. Null where the hardware does not say; never a made-up zero. */
export const Sample = z.object({
  cardId: z.string(),
  at: z.number(),
  loadPercent: z.number().nullable(),
  memoryUsedBytes: z.number().nullable(),
  powerWatts: z.number().nullable(),
  temperatureC: z.number().nullable(),
  /** Left out by kinds of card that have none. */
  clockMhz: z.number().nullable().optional(),
  memoryClockMhz: z.number().nullable().optional(),
  eccCorrected: z.number().nullable().optional(),
  eccUncorrected: z.number().nullable().optional(),
  slowedBy: z.array(SlowReason).optional(),
});
export type Sample = z.infer<typeof Sample>;

/**
 * `silent`: its reader ended or says nothing, it may be well. `lost`: fallen off the bus or taken out. `needs-reset` and `sick`: the
 * driver says so. `no-driver`: the driver itself does not answer. Nothing new is started on a card that is neither ok nor silent.
 */
export const CardCondition = z.enum(["ok", "silent", "lost", "needs-reset", "sick", "no-driver"]);
export type CardCondition = z.infer<typeof CardCondition>;

/** Something the card or its driver reported, e.g. an Xid of the kernel log. */
export const CardFault = z.object({ at: z.number(), code: z.string(), why: z.string() });
export type CardFault = z.infer<typeof CardFault>;

/**
 * Who holds memory of a card. `run`: processes of a run that is known here. `orphan`: started by this box, but no run of it is known any more.
 * `box`: agent, gateway, console. `stranger`: any other process. `others`: small ones together. `unnamed`: used, says the card, and nobody
 * is named for it.
 */
export const CardHolder = z.object({
  kind: z.enum(["run", "orphan", "box", "stranger", "others", "unnamed"]),
  /** Null: the driver does not say how much. */
  memoryBytes: z.number().nullable(),
  runId: z.string().nullable(),
  /** Of the one process, or of the biggest of several. */
  pid: z.number().int().nullable(),
  user: z.string().nullable(),
  /** The program only; arguments are not shown. */
  command: z.string().nullable(),
  since: z.number().nullable(),
  processes: z.number().int(),
});
export type CardHolder = z.infer<typeof CardHolder>;

/** Processes this box started, for a run that is not known to it any more. Each is named by pid and start tick together. */
export const Orphan = z.object({
  /** Of its oldest process: "<pid>-<start tick>". */
  id: z.string(),
  runId: z.string(),
  since: z.number(),
  engineId: z.string().nullable(),
  cards: z.array(z.string()),
  memoryBytes: z.number(),
  processes: z.array(
    z.object({
      pid: z.number().int(),
      startTick: z.number().int(),
      user: z.string(),
      command: z.string(),
      memoryBytes: z.number(),
    }),
  ),
  /** Null: it can be taken back. Else why it can only be stopped. */
  cannotAdopt: z.string().nullable(),
  isStopping: z.boolean(),
});
export type Orphan = z.infer<typeof Orphan>;
export const Strays = z.object({
  lookedAt: z.number().nullable(),
  orphans: z.array(Orphan),
  /** Runs a person took back: nobody but themselves owns them. */
  takenBack: z.array(Run),
});
export type Strays = z.infer<typeof Strays>;

export const CardState = Card.extend({
  sample: Sample.nullable(),
  leases: z.array(Lease),
  /** What may be given away now: leasable, less leases, less what strangers hold. */
  freeBytes: z.number(),
  /** Held by those that hold no lease, beyond what is kept for the system; left out: nothing. */
  strangerBytes: z.number().optional(),
  /** Who holds its memory, as it was found at the last look; left out: its driver does not tell. */
  holders: z.array(CardHolder).optional(),
  /** Left out: ok. */
  condition: z.object({ state: CardCondition, why: z.string(), since: z.number() }).optional(),
  /** The newest, latest first; since the agent started. */
  faults: z.array(CardFault).optional(),
});
export type CardState = z.infer<typeof CardState>;
