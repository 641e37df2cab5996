/** Words used in more than one noun. The table in docs/architecture.md §4 is their source. */
import { z } from "zod";

export const Id = z.string().regex(/^[a-z]{2,6}_[a-z0-9]{8,32}$/, "not an id of this box");
/** Moments are ISO-8601 UTC strings on the wire; the console shows local time. */
export const Moment = z.iso.datetime();
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const AcceleratorId = z.enum(["nvidia", "ascend", "amd", "cpu", "fake"]);
export type AcceleratorId = z.infer<typeof AcceleratorId>;

/** How a run ended. Chosen in one switch (engines/explain), never by comparing strings elsewhere. */
export const CauseCode = z.enum([
  "ok",
  "stopped",
  "preempted",
  "out-of-memory",
  "disk-full",
  "port-taken",
  "bad-config",
  "bad-data",
  "loss-diverged",
  "device-lost",
  "comm-failed",
  "crashed",
  "lost",
]);
export type CauseCode = z.infer<typeof CauseCode>;

export const Cause = z.object({
  code: CauseCode,
  /** One sentence a person can act on. */
  message: z.string(),
  /** The log line that gave it away, quoted. */
  line: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
});
export type Cause = z.infer<typeof Cause>;

export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().optional(),
});

/** Every list answers like this; `nextAfter` is null on the last page. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), total: z.number().int(), nextAfter: z.string().nullable() });
export type List<T> = { data: T[]; total: number; nextAfter: string | null };
