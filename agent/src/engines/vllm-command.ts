/** `vllm serve` for a seat: flags as vLLM 0.32 has them. Pure. */
import path from "node:path";
import type { Command, ModelFacts, Seat } from "./engine.ts";
import { packPlace } from "./glue.ts";
import type { VllmSpec } from "./vllm-spec.ts";

/** As long as the gateway itself drains. Its own default ends every answer at once. */
const drainSeconds = 30;

export function vllmCommand(pack: string, spec: VllmSpec, seat: Seat, model: ModelFacts): Command {
  const { python, env } = packPlace(pack, seat);
  const modelDir = path.join(model.dir, model.kind === "merged" ? "merged" : "weights");
  const isOnCpu = seat.cards.every(({ accelerator }) => accelerator === "cpu");
  const threads = spec.threads ?? seat.threads;
  const argv = [
    ...([python, "-m", "vllm.entrypoints.cli.main", "serve", modelDir] as const),
    ...["--uds", seat.socket ?? "", "--served-model-name", spec.alias],
    ...["--max-model-len", String(contextOf(spec, model)), "--max-num-seqs", String(spec.parallel)],
    ...(spec.batchTokens === null ? [] : ["--max-num-batched-tokens", String(spec.batchTokens)]),
    ...["--kv-cache-memory-bytes", String(cacheBytesOf(spec, model)), "--dtype", spec.dtype],
    spec.prefixCaching ? "--enable-prefix-caching" : "--no-enable-prefix-caching",
    ...(spec.enforceEager ? ["--enforce-eager"] : []),
    ...(spec.tensorParallel > 1 ? ["--tensor-parallel-size", String(spec.tensorParallel)] : []),
    ...(spec.pipelineParallel > 1 ? ["--pipeline-parallel-size", String(spec.pipelineParallel)] : []),
    ...(spec.adapters > 0 ? adapterFlags(spec) : []),
    ...(spec.toolParser === null ? [] : ["--enable-auto-tool-choice", "--tool-call-parser", spec.toolParser]),
    ...(spec.sleepMode && !isOnCpu ? ["--enable-sleep-mode"] : []), // refused on a processor, where /sleep is there and does nothing
    ...["--shutdown-timeout", String(drainSeconds), "--enable-prompt-tokens-details"],
    ...["--disable-access-log-for-endpoints", "/health,/metrics"],
  ] as const;
  const own = {
    OMP_NUM_THREADS: String(threads),
    VLLM_NO_USAGE_STATS: "1",
    VLLM_HOST_IP: "127.0.0.1", // its processes find each other on this machine only
    SPT_NOENV: "1", // its workers name themselves by writing over their environment, where the run's token stands
    ...(isOnCpu ? cpuEnv : {}),
    ...(spec.adapters > 0 ? { VLLM_ALLOW_RUNTIME_LORA_UPDATING: "True" } : {}),
    ...(spec.sleepMode ? { VLLM_SERVER_DEV_MODE: "1" } : {}), // also opens paths that nobody outside may reach; the gateway knows none of them
  };
  return { argv, env: { ...env, ...own }, cwd: seat.runDir, spec: { ...spec, modelDir, socket: seat.socket, threads } };
}

function adapterFlags({ adapters, adaptersInMemory, adapterRank }: VllmSpec): string[] {
  const inMemory = Math.max(adapters, adaptersInMemory ?? adapters);
  const counts = ["--max-loras", String(adapters), "--max-cpu-loras", String(inMemory)];
  return ["--enable-lora", ...counts, "--max-lora-rank", String(adapterRank)];
}

const cpuEnv = {
  VLLM_CPU_OMP_THREADS_BIND: "nobind",
  // Threads that wait sleep: beside a training job on the same cores, spinning ones cost everybody most of the speed.
  OMP_WAIT_POLICY: "PASSIVE",
};

/** A model is not asked for more than it was trained on. */
export function contextOf({ contextTokens }: VllmSpec, model: ModelFacts): number {
  return Math.min(contextTokens, model.contextTokens ?? contextTokens);
}

/** Requests are seldom at their longest all at once: room for half of them, and always for one. What does not fit waits inside vLLM. */
export function cacheBytesOf(spec: VllmSpec, model: ModelFacts): number {
  const one = contextOf(spec, model) * cacheBytesPerToken(spec, model);
  return Math.round(Math.max(one, spec.cacheBytes ?? (one * spec.parallel) / 2));
}

/** Keys and values of all layers; where the shape is not known, a rule that is right within two for models of 0.1 to 10 B. */
function cacheBytesPerToken({ dtype }: VllmSpec, { shape, parameters, bytes }: ModelFacts): number {
  const bytesPerValue = dtype === "float32" ? 4 : 2;
  if (shape) return 2 * shape.layers * shape.kvHeads * shape.headDim * bytesPerValue;
  return 50e3 * bytesPerValue * Math.sqrt((parameters ?? bytes / 2) / 1e9);
}
