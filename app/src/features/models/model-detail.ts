import { Model } from "@sluice/agent/contract";
import { z } from "zod";

/** GET /api/models/:id says more than the list: who uses it, and the names behind the ids of its lineage. */
export const ModelDetail = Model.extend({
  usedBy: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })).default([]),
  lineageNames: z.record(z.string(), z.string().nullable()).default({}),
});
export type ModelDetail = z.infer<typeof ModelDetail>;
