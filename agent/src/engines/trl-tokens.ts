/** Counts the tokens of a dataset's rows with a base model's own tokenizer and chat template. */
import { z } from "zod";
import { defineEngine } from "./engine.ts";
import { explain } from "./explain.ts";
import { glueCommand, probePack } from "./glue.ts";

const Spec = z.object({
  base: z.object({ dir: z.string() }),
  /** Absolute path of a JSONL of chat rows. */
  path: z.string(),
  /** Rows longer than this are counted as cut. */
  maxTokens: z.number().int().positive().nullable().default(null),
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
  command: (spec, seat) => glueCommand("trl", "tokens", seat, spec),
  read: () => null,
  explain: (exit, tail) => explain("task", exit, tail),
});
