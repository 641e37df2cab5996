import { z } from "zod";

/** What every training engine is given, whatever its recipe: services build it without knowing which engine it is for. */
export const jobSpec = <R extends z.ZodType>(recipe: R) =>
  z.object({
    base: z.object({ dir: z.string() }),
    data: z.object({
      train: z.string(),
      heldOut: z.string(),
      /** Tokens of the longest row, where they were counted: the batch of the longest rows sets the peak of memory. */
      longestTokens: z.number().int().positive().nullable().default(null),
    }),
    recipe,
    /** Words that betray the private data in an answer that should not hold them; [] = the glue finds them. */
    markers: z.array(z.string()).default([]),
    sampleQuestions: z.array(z.string()).default([]),
    /** The run folder of an earlier attempt, or null: it goes on from its last whole checkpoint. */
    resumeFrom: z.string().nullable().default(null),
    /** Null: as many as its seat has. */
    threads: z.number().int().positive().nullable().default(null),
  });
