/** keeper.json: which processes make up a running box. Written by the keeper, read by the next one and by ./sluice. */
import { z } from "zod";

/** A pid alone is recycled: the kernel's start tick and the boot belong to it. */
export const ProcessIdentity = z.object({ pid: z.number().int(), startTick: z.number().int(), bootId: z.string() });
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

export const Part = z.enum(["gateway", "agent", "app"]);
export type Part = z.infer<typeof Part>;

export const KeeperFile = z.object({
  version: z.literal(1),
  keeper: ProcessIdentity,
  port: z.number().int(),
  lan: z.boolean(),
  appPort: z.number().int(),
  children: z.partialRecord(Part, ProcessIdentity),
});
export type KeeperFile = z.infer<typeof KeeperFile>;
