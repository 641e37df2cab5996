import type { z } from "zod";
import { defineEngine, type ModelFacts, type Need } from "./engine.ts";
import { explain } from "./explain.ts";
import { glueCommand, probePack } from "./glue.ts";
import { jobSpec } from "./job-spec.ts";
import { TrlRecipe } from "./trl-recipe.ts";

const Spec = jobSpec(TrlRecipe);
type Spec = z.infer<typeof Spec>;

export const trl = defineEngine<Spec>({
  id: "trl",
  title: "TRL (LoRA fine-tuning)",
  does: "task",
  pack: "trl",
  runsOn: ["cpu"],
  evidence: "ran-here",
  fake: false,
  spec: Spec,
  graceMs: 120_000, // a step and a checkpoint must fit in
  probe: async (packDir) => probePack("trl", "trl", packDir),
  need,
  command: (spec, seat) => glueCommand("trl", "train", seat, { ...spec, threads: spec.threads ?? seat.threads }),
  read: () => null, // the glue writes events.jsonl
  explain: (exit, tail) => explain("task", exit, tail),
});

/** Python, torch and the data at rest. */
const runtimeBytes = 900e6;
/** float32 activations of one token of a 135M model, measured; they grow about with the square root of the size. */
const activationBytesAt135M = 1.6e6;
/** Rows of a fine-tuning set are mostly short; batches are sorted by length, so the longest of them set the peak. */
const usualTokens = 192;

function need(spec: Spec, model: ModelFacts): Need {
  const parameters = model.parameters ?? model.bytes / 2;
  const { batchSize = 8, maxTokens = 1024, gradientCheckpointing = false } = spec.recipe as Record<string, number | boolean>;
  const tokens = Number(batchSize) * Math.min(Number(maxTokens), usualTokens);
  const perToken = activationBytesAt135M * Math.sqrt(parameters / 135e6) * (gradientCheckpointing ? 0.35 : 1);
  const weights = parameters * 4 * 2; // float32, and a second copy while the adapter is merged
  return {
    memoryBytes: Math.round(runtimeBytes + weights + tokens * perToken),
    cards: 1,
    diskBytes: Math.round(parameters * 2 * 3 + 200e6), // merged, GGUF, a temporary copy; checkpoints
    source: "estimated",
  };
}
