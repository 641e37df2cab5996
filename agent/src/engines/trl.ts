import { z } from "zod";
import { defineEngine, type ModelFacts, type Need } from "./engine.ts";
import { explain } from "./explain.ts";
import { glueCommand, probePack } from "./glue.ts";
import { jobSpec } from "./job-spec.ts";
import { TrlRecipe } from "./trl-recipe.ts";

const Spec = jobSpec(TrlRecipe);
type Spec = z.infer<typeof Spec>;
/** The knobs that decide about memory. */
const Memory = z.object({ batchSize: z.number(), maxTokens: z.number(), gradientCheckpointing: z.boolean() });

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
/** float32 activations of one token of a 135M model; they grow about with the square root of the size. */
const activationBytesAt135M = 1.2e6;
/** Where rows were not counted, and for the general rows mixed in. With it, embedded model: 3.5 GB at batch 8 (measured peak 3.03), 2.7 GB at batch 4 (2.3). */
const usualTokens = 160;

function need(spec: Spec, model: ModelFacts): Need {
  const parameters = model.parameters ?? model.bytes / 2;
  const { batchSize, maxTokens, gradientCheckpointing } = Memory.parse(spec.recipe);
  const longest = Math.min(maxTokens, Math.max(usualTokens, spec.data.longestTokens ?? 0));
  const perToken = activationBytesAt135M * Math.sqrt(parameters / 135e6) * (gradientCheckpointing ? 0.35 : 1);
  const weights = parameters * 4 * 2; // float32, and a second copy while the adapter is merged
  return {
    memoryBytes: Math.round(runtimeBytes + weights + batchSize * longest * perToken),
    cards: 1,
    diskBytes: Math.round(parameters * 2 * 3 + 200e6), // merged, GGUF, a temporary copy; checkpoints
    source: "estimated",
  };
}
