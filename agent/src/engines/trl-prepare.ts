/** Makes a base model ready once: trainable weights, a GGUF to serve, its own answers to general prompts. */
import { z } from "zod";
import { defineEngine } from "./engine.ts";
import { explain } from "./explain.ts";
import { glueCommand, probePack } from "./glue.ts";

const Spec = z.object({
  /** Absolute folder the model is written to. */
  out: z.string(),
  /** The embedded model, or the tiny random one of tests. */
  kind: z.enum(["smollm2", "tiny"]),
  threads: z.number().int().positive().nullable().default(null),
});

export const trlPrepare = defineEngine<z.infer<typeof Spec>>({
  id: "trl-prepare",
  title: "Prepare a base model",
  does: "task",
  pack: "trl",
  runsOn: ["cpu"],
  evidence: "ran-here",
  fake: false,
  spec: Spec,
  graceMs: 60_000,
  probe: async (packDir) => probePack("trl", "trl", packDir),
  need: (spec) => ({
    memoryBytes: spec.kind === "tiny" ? 900e6 : 2.6e9,
    cards: 1,
    diskBytes: spec.kind === "tiny" ? 100e6 : 900e6,
    source: "estimated",
  }),
  command: (spec, seat) => glueCommand("trl", "prepare", seat, { ...spec, threads: spec.threads ?? seat.threads }),
  read: () => null,
  explain: (exit, tail) => explain("task", exit, tail),
});
