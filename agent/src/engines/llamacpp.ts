import path from "node:path";
import { z } from "zod";
import { defineEngine, type ModelFacts, type Need } from "./engine.ts";
import { explain } from "./explain.ts";
import { glueCommand, probePack } from "./glue.ts";
import { readyByToken } from "./ready-by-token.ts";

const Spec = z.object({
  contextTokens: z
    .number()
    .int()
    .min(256)
    .max(131_072)
    .default(2048)
    .describe("Longest conversation, question and answer together."),
  parallel: z.number().int().min(1).max(64).default(4).describe("Requests answered at the same time; each takes memory."),
  threads: z.number().int().min(1).max(512).nullable().default(null).describe("Processor threads; empty: those of its seat."),
  /** The name it knows its model by; what the gateway sends as `model`. */
  alias: z.string().default("model"),
});
type Spec = z.infer<typeof Spec>;

export const llamacpp = defineEngine<Spec>({
  id: "llamacpp",
  title: "llama.cpp",
  does: "serve",
  gives: ["chat", "completions"],
  pack: "llamacpp",
  runsOn: ["cpu"],
  evidence: "ran-here",
  fake: false,
  spec: Spec,
  graceMs: 40_000, // the glue lets answers end for 30 s
  probe: async (packDir) => probePack("llamacpp", "xllamacpp", packDir),
  need,
  command: (spec, seat, model) =>
    glueCommand("llamacpp", "serve", seat, {
      modelPath: path.join(model.dir, "gguf/model-f16.gguf"),
      socket: seat.socket,
      port: null,
      alias: spec.alias,
      contextTokens: contextOf(spec, model),
      parallel: spec.parallel,
      threads: spec.threads ?? seat.threads,
    }),
  read: () => null,
  explain: (exit, tail) => explain("serve", exit, tail),
  ready: (seat, upstreamModel, signal) => readyByToken(seat.socket ?? "", upstreamModel, signal),
});

/** A model is not asked for more than it was trained on. */
const contextOf = (spec: Spec, model: ModelFacts): number =>
  Math.min(spec.contextTokens, model.contextTokens ?? spec.contextTokens);

/** Python, buffers, and the 256 MiB of old prompts that the glue lets it keep. */
const runtimeBytes = 300e6 + 256 * 2 ** 20;
const bytesPerValue = 2; // F16 keys and values

function need(spec: Spec, model: ModelFacts): Need {
  const weights = model.parameters === null ? model.bytes : model.parameters * 2; // F16
  const kv = kvBytesPerToken(model, weights) * contextOf(spec, model) * spec.parallel;
  return { memoryBytes: Math.round(weights + kv + runtimeBytes), cards: 1, diskBytes: 0, source: "estimated" };
}

/** Keys and values of all layers; where the shape is not known, a rule that is right within two for models of 0.1 to 10 B. */
function kvBytesPerToken(model: ModelFacts, weights: number): number {
  if (model.shape) return 2 * model.shape.layers * model.shape.kvHeads * model.shape.headDim * bytesPerValue;
  return 100e3 * Math.sqrt(weights / 2e9);
}
