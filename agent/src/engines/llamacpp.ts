import path from "node:path";
import { z } from "zod";
import type { Can, Gives } from "../contract/deployment.ts";
import { defineEngine, type ModelFacts, type Need } from "./engine.ts";
import { explain } from "./explain.ts";
import { glueCommand, probePack } from "./glue.ts";
import { readyByAnswer, Serves } from "./ready-by-answer.ts";

const Spec = z.object({
  serves: Serves.default("chat").describe("Chat and completions, embeddings, or the order of search results."),
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

/** One process of it is for one of these: embeddings want pooling and another batch size. */
const givesOf: Record<Serves, readonly Gives[]> = {
  chat: ["chat", "completions", "responses", "messages"],
  embeddings: ["embeddings"],
  rerank: ["rerank"],
};

export const llamacpp = defineEngine<Spec>({
  id: "llamacpp",
  title: "llama.cpp",
  does: "serve",
  loads: ["gguf"],
  gives: (spec) => givesOf[spec.serves],
  can,
  contextTokens: contextOf,
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
      serves: spec.serves,
      contextTokens: contextOf(spec, model),
      parallel: spec.parallel,
      threads: spec.threads ?? seat.threads,
    }),
  read: () => null,
  explain: (exit, tail) => explain("serve", exit, tail),
  ready: (spec, seat, upstreamModel, signal) => readyByAnswer(spec.serves ?? "chat", seat.socket ?? "", upstreamModel, signal),
});

/** A grammar holds any model to a JSON schema; tools it passes over in silence where the template does not show them. */
function can(spec: Spec, model: ModelFacts): readonly Can[] {
  if (spec.serves !== "chat") return [];
  return model.knowsTools ? ["tools", "json-schema", "logprobs"] : ["json-schema", "logprobs"];
}

/** A model is not asked for more than it was trained on. */
function contextOf(spec: Spec, model: ModelFacts): number {
  return Math.min(spec.contextTokens, model.contextTokens ?? spec.contextTokens);
}

/** Python, buffers, and the 256 MiB of old prompts that the glue lets it keep. */
const runtimeBytes = 300e6 + 256 * 2 ** 20;
const bytesPerValue = 2; // F16 keys and values
/** A text to embed goes in as one batch, for which llama.cpp keeps a number per token and word of the vocabulary: 220 kB measured at 49,152 words. */
const batchBytesPerToken = ({ shape }: ModelFacts) => 4 * (shape?.vocabulary ?? 150_000) + 24e3;

function need(spec: Spec, model: ModelFacts): Need {
  const weights = model.parameters === null ? model.bytes : model.parameters * 2; // F16
  const kv = kvBytesPerToken(model, weights) * contextOf(spec, model) * spec.parallel;
  const batch = spec.serves === "chat" ? 0 : batchBytesPerToken(model) * contextOf(spec, model);
  return { memoryBytes: Math.round(weights + kv + batch + runtimeBytes), cards: 1, diskBytes: 0, source: "estimated" };
}

/** Keys and values of all layers; where the shape is not known, a rule that is right within two for models of 0.1 to 10 B. */
function kvBytesPerToken(model: ModelFacts, weights: number): number {
  if (model.shape) return 2 * model.shape.layers * model.shape.kvHeads * model.shape.headDim * bytesPerValue;
  return 100e3 * Math.sqrt(weights / 2e9);
}
