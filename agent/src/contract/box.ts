import { z } from "zod";
import { CardState } from "./card.ts";
import { CardHours, CardTime } from "./card-time.ts";
import { Moment } from "./word.ts";

/** Something a person should look at. Empty when all is well. `code` + `details` let the console translate. */
export const Attention = z.object({
  id: z.string(),
  severity: z.enum(["info", "warning", "error"]),
  code: z.string(),
  message: z.string(),
  fix: z.string().nullable(),
  href: z.string().nullable(),
  details: z.record(z.string(), z.unknown()).default({}),
});
export type Attention = z.infer<typeof Attention>;

export const Box = z.object({
  name: z.string(),
  version: z.string(),
  startedAt: Moment,
  cards: z.array(CardState),
  disk: z.object({ path: z.string(), freeBytes: z.number(), totalBytes: z.number() }),
  system: z.object({
    loadPercent: z.number(),
    memoryUsedBytes: z.number(),
    memoryTotalBytes: z.number(),
    cores: z.number().int(),
  }),
  running: z.array(
    z.object({
      runId: z.string(),
      kind: z.string(),
      label: z.string(),
      ownerId: z.string(),
      phase: z.string(),
      memoryBytes: z.number(),
      since: Moment,
    }),
  ),
  /** Null: nobody set hours, the cards always belong to serving. */
  cardTime: CardTime.nullable().default(null),
  attention: z.array(Attention),
  gatewayUrl: z.string(),
});
export type Box = z.infer<typeof Box>;

/** systeminformation, read once and on demand. Null = this machine does not say. */
export const Hardware = z.object({
  readAt: Moment,
  board: z.object({
    manufacturer: z.string().nullable(),
    model: z.string().nullable(),
    serial: z.string().nullable(),
    bios: z.string().nullable(),
  }),
  cpu: z.object({
    brand: z.string(),
    cores: z.number().int(),
    physicalCores: z.number().int().nullable(),
    speedGhz: z.number().nullable(),
    flags: z.array(z.string()),
  }),
  memory: z.object({
    totalBytes: z.number(),
    modules: z.array(
      z.object({
        sizeBytes: z.number(),
        type: z.string().nullable(),
        clockMhz: z.number().nullable(),
        slot: z.string().nullable(),
      }),
    ),
  }),
  disks: z.array(
    z.object({
      device: z.string(),
      name: z.string().nullable(),
      type: z.string().nullable(),
      sizeBytes: z.number(),
      health: z.string().nullable(),
    }),
  ),
  filesystems: z.array(z.object({ mount: z.string(), type: z.string(), sizeBytes: z.number(), usedBytes: z.number() })),
  network: z.array(
    z.object({
      name: z.string(),
      mac: z.string().nullable(),
      addresses: z.array(z.string()),
      speedMbps: z.number().nullable(),
      state: z.string(),
    }),
  ),
  os: z.object({ distro: z.string(), release: z.string(), kernel: z.string(), hostname: z.string(), arch: z.string() }),
});
export type Hardware = z.infer<typeof Hardware>;

export const Settings = z.object({
  boxName: z.string().trim().min(1).max(60),
  restartLimit: z.number().int().min(0).max(20),
  /** Of prices, budgets and bills: an ISO 4217 code. Changing it changes the word, not the numbers. */
  currency: z
    .string()
    .trim()
    .regex(/^[A-Z]{3}$/, "Give the three capital letters of a currency, such as CNY, EUR or USD.")
    .default("CNY"),
  /** Single requests (the inspector) are kept so long; sums for 13 months. */
  usageLineDays: z.number().int().min(1).max(400).default(14),
  cardHours: CardHours.default(null),
});
export type Settings = z.infer<typeof Settings>;
