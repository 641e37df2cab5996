import { describe, expect, it } from "vitest";
import type { ModelFacts, Seat } from "./engine.ts";
import { vllm } from "./vllm.ts";
import { vllmCommand } from "./vllm-command.ts";
import { VllmSpec } from "./vllm-spec.ts";

const model: ModelFacts = {
  ...{ id: "m", name: "m", kind: "base", dir: "/models/m", parameters: 134.5e6, contextTokens: 8192, bytes: 269e6 },
  shape: { layers: 30, kvHeads: 3, headDim: 64 },
};
const seat: Seat = {
  ...{ runId: "run_aaaaaaaa", runDir: "/runs/r", memoryBytes: 1e9, threads: 2, socket: "/run/s.sock", packDir: "/packs/v" },
  cards: [{ id: "cpu", index: 0, accelerator: "cpu" }],
  glueDir: "/glue/vllm",
};
const onCard: Seat = { ...seat, cards: [0, 1].map((index) => ({ id: `gpu-${index}`, index, accelerator: "nvidia" })) };
const command = (settings: object, given: Partial<ModelFacts> = {}, at = seat) =>
  vllm.command(vllm.spec.parse(settings), at, { ...model, ...given });
/** What stands behind a flag; true where nothing does; undefined where the flag is not there. */
function flag(name: string, ...asked: Parameters<typeof command>): string | true | undefined {
  const { argv } = command(...asked);
  const at = argv.indexOf(name);
  const next = argv[at + 1];
  return at < 0 ? undefined : next === undefined || next.startsWith("--") ? true : next;
}

describe("vllm serve", () => {
  it("serves the weights of a base and the merged ones of a fine-tune, over its seat's socket and under its alias", () => {
    expect(command({}).argv.slice(0, 5)).toEqual([
      "/packs/v/bin/python",
      "-m",
      "vllm.entrypoints.cli.main",
      "serve",
      "/models/m/weights",
    ]);
    expect(command({}, { kind: "merged" }).argv[4]).toBe("/models/m/merged");
    expect(flag("--uds", {})).toBe("/run/s.sock");
    expect(flag("--served-model-name", { alias: "helpdesk" })).toBe("helpdesk");
    expect(command({}).argv).not.toContain("--host");
  });
  it.each<[string, object, string, string | true | undefined]>([
    ["context", { contextTokens: 4096 }, "--max-model-len", "4096"],
    ["no more than it was trained on", { contextTokens: 100_000 }, "--max-model-len", "8192"],
    ["requests at a time", { parallel: 7 }, "--max-num-seqs", "7"],
    ["tokens of a step", { batchTokens: 1024 }, "--max-num-batched-tokens", "1024"],
    ["tokens of a step, as vLLM likes", {}, "--max-num-batched-tokens", undefined],
    ["number format", { dtype: "bfloat16" }, "--dtype", "bfloat16"],
    ["prefix cache", {}, "--enable-prefix-caching", true],
    ["no prefix cache", { prefixCaching: false }, "--no-enable-prefix-caching", true],
    ["eager on a processor", {}, "--enforce-eager", true],
    ["compiled, where asked", { enforceEager: false }, "--enforce-eager", undefined],
    ["layers shared", { tensorParallel: 2 }, "--tensor-parallel-size", "2"],
    ["layers in a row", { pipelineParallel: 2 }, "--pipeline-parallel-size", "2"],
    ["no adapters", {}, "--enable-lora", undefined],
    ["adapters", { adapters: 4 }, "--max-loras", "4"],
    ["adapters in memory", { adapters: 4, adaptersInMemory: 32 }, "--max-cpu-loras", "32"],
    ["never fewer in memory than side by side", { adapters: 4, adaptersInMemory: 1 }, "--max-cpu-loras", "4"],
    ["rank", { adapters: 1, adapterRank: 64 }, "--max-lora-rank", "64"],
    ["tools", { toolParser: "hermes" }, "--tool-call-parser", "hermes"],
    ["sleep, which vLLM refuses on a processor", { sleepMode: true }, "--enable-sleep-mode", undefined],
    ["answers under way end", {}, "--shutdown-timeout", "30"],
  ])("%s", (_what, settings, name, value) => expect(flag(name, settings)).toBe(value));

  it("opens what changes a running engine only where settings want it", () => {
    expect(command({}).env).not.toHaveProperty("VLLM_ALLOW_RUNTIME_LORA_UPDATING");
    expect(command({}).env).not.toHaveProperty("VLLM_SERVER_DEV_MODE");
    expect(command({ adapters: 1 }).env).toMatchObject({ VLLM_ALLOW_RUNTIME_LORA_UPDATING: "True" });
    expect(command({ sleepMode: true }).env).toMatchObject({ VLLM_SERVER_DEV_MODE: "1" });
  });
  it("tells nobody on the internet that it was started, and asks nobody there", () => {
    expect(command({}).env).toMatchObject({ VLLM_NO_USAGE_STATS: "1", HF_HUB_OFFLINE: "1", VLLM_HOST_IP: "127.0.0.1" });
  });
  it("computes in float32 on a processor unless asked, and takes the weights as they are on cards, where it compiles", () => {
    expect(flag("--dtype", {})).toBe("float32");
    const { argv, env } = vllmCommand("vllm", VllmSpec.parse({ sleepMode: true }), onCard, model);
    expect(argv).toContain("--enable-sleep-mode");
    expect(argv[argv.indexOf("--dtype") + 1]).toBe("auto");
    expect(argv).not.toContain("--enforce-eager");
    expect(Object.keys(env).filter((name) => name.startsWith("VLLM_CPU"))).toEqual([]);
  });
  it("leaves the run's token in the environment of its workers, by which they are known", () => {
    expect(command({}).env).toMatchObject({ SPT_NOENV: "1" });
  });
});

describe("what it says of itself", () => {
  const need = (settings: object) => vllm.need(vllm.spec.parse(settings), model).memoryBytes;
  it("needs more memory for more context, requests, adapters and rank, and as much cache as it is told", () => {
    expect(need({ contextTokens: 4096 })).toBeGreaterThan(need({ contextTokens: 2048 }));
    expect(need({ parallel: 32 })).toBeGreaterThan(need({ parallel: 16 }));
    expect(need({ adapters: 4 })).toBeGreaterThan(need({ adapters: 0 }));
    expect(need({ adapters: 4, adapterRank: 64 })).toBeGreaterThan(need({ adapters: 4, adapterRank: 16 }));
    expect(need({ cacheBytes: 3e9 }) - need({ cacheBytes: 2e9 })).toBe(1e9);
    expect(vllm.need(vllm.spec.parse({ tensorParallel: 2, pipelineParallel: 2 }), model).cards).toBe(4);
  });
  it("calls tools only where a parser is named and the template shows them", () => {
    const can = (settings: object, knowsTools: boolean) =>
      vllm.does === "serve" ? vllm.can(vllm.spec.parse(settings), { ...model, knowsTools }) : [];
    expect(can({ toolParser: "hermes" }, true)).toContain("tools");
    expect(can({}, true)).not.toContain("tools");
    expect(can({ toolParser: "hermes" }, false)).not.toContain("tools");
  });
  it("takes adapters and sleeps only with settings that allow it", () => {
    const adapters = vllm.does === "serve" ? vllm.adapters : undefined;
    const sleep = vllm.does === "serve" ? vllm.sleep : undefined;
    expect([{}, { adapters: 2 }].map((one) => adapters?.takes(vllm.spec.parse(one)))).toEqual([false, true]);
    expect([{}, { sleepMode: true }].map((one) => sleep?.takes(vllm.spec.parse(one)))).toEqual([false, true]);
  });
  it.each([{ toolParser: "--api-key x" }, { adapterRank: 17 }, { serves: "embeddings" }, { parallel: 0 }])(
    "refuses %j",
    (settings) => {
      expect(vllm.spec.safeParse(settings).success).toBe(false);
    },
  );
});
