import { z } from "zod";

/** `from`: byte offset, or -N for the last N bytes. */
export const LogQuery = z.object({
  from: z.coerce.number().int().default(-65_536),
  limit: z.coerce.number().int().min(1).max(262_144).default(65_536),
});
