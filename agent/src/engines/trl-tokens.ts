/** Counts the tokens of a dataset's rows with a base model's own tokenizer and chat template. */
import { z } from "zod";
import { defineEngine } from "./engine.ts";
import { explain } from "./explain.ts";
import { glueCommand, probePack } from "./glue.ts";

const Spec = z.object({
  base: z.object({ dir: z.string() }),
  /** Absolute path of a rows.jsonl. */
  rows: z.string(),
  /** Above this many rows it takes a sample, and says so. */
  sampleRows: z.number().int().min(1).default(20_000),
  threads: z.number().int().positive().nullable().default(null),
});

export const trlTokens = defineEngine<z.infer<typeof Spec>>({
  id: "trl-tokens",
  title: "Count tokens",
  does: "task",
  pack: "trl",
  runsOn: ["cpu"],
  evidence: "ran-here",
  fake: false,
  spec: Spec,
  graceMs: 5_000,
  probe: async (packDir) => probePack("trl", "trl", packDir),
  need: () => ({ memoryBytes: 600e6, cards: 1, diskBytes: 0, source: "estimated" }),
  command: (spec, seat) => glueCommand("trl", "tokens", seat, { ...spec, threads: spec.threads ?? seat.threads }),
  read: () => null,
  explain: (exit, tail) => explain("task", exit, tail),
});
