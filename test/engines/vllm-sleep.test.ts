/** On a processor vLLM says that it sleeps and gives nothing back: the driver measures, and so nobody plans with memory that is not there. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { ModelFacts, Seat } from "../../agent/src/engines/engine.ts";
import { askSocket } from "../../agent/src/engines/socket-http.ts";
import { vllm } from "../../agent/src/engines/vllm.ts";
import { tempFolder } from "../drivers/support/processes.ts";
import { startUnderSupervisor } from "../drivers/support/supervised.ts";
import { home, packs } from "../support/packs-here.ts";

const dir = path.join(
  home,
  "models",
  readdirSync(path.join(home, "models")).find((name) => name.startsWith("smollm2")) ?? "none",
);
const model: ModelFacts = { id: "m", name: "m", kind: "base", dir, parameters: 134.5e6, contextTokens: 8192, bytes: 269e6 };

/** Resident bytes of everything that was started for this run. */
function residentBytes(runDir: string): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.reduce((sum, pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`HOME=${runDir}`)) return sum;
      return sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0) * 1024;
    } catch {
      return sum; // gone meanwhile
    }
  }, 0);
}

it("sleeps by its own word and keeps its memory by ours, at both levels", async () => {
  if (vllm.does !== "serve" || !vllm.sleep) throw new Error("the driver does not sleep");
  const runDir = tempFolder();
  const socket = path.join(runDir, "s.sock");
  const packDir = packs.dirOf("vllm");
  const cards = [{ id: "cpu", index: 0, accelerator: "cpu" as const }];
  const glueDir = path.resolve(import.meta.dirname, "../../agent/python/vllm");
  const seat: Seat = { runId: "run_aaaaaaaaaaaaaaaa", runDir, cards, memoryBytes: 1e9, threads: 2, socket, packDir, glueDir };
  const run = await startUnderSupervisor(vllm, { contextTokens: 512, parallel: 2, sleepMode: true }, seat, model);
  onTestFinished(() => run.stop());
  await run.until("run-ready");
  const memory = async () => residentBytes(runDir);
  const before = await memory();
  const need = vllm.need(vllm.spec.parse({ contextTokens: 512, parallel: 2, sleepMode: true }), model).memoryBytes;
  console.log(`resident ${(before / 1e9).toFixed(2)} GB, estimated ${(need / 1e9).toFixed(2)} GB`);
  expect(before).toBeLessThan(need);
  expect(before).toBeGreaterThan(0.6 * need);
  for (const level of [1, 2] as const) {
    const freed = await vllm.sleep.down(socket, level, memory, AbortSignal.timeout(60_000));
    console.log(`sleep level ${level}: ${(freed / 1e6).toFixed(1)} MB of ${(before / 1e6).toFixed(0)} MB came back`);
    expect(freed).toBeLessThan(0.1 * before);
    await vllm.sleep.up(socket, AbortSignal.timeout(60_000));
    const { status } = await askSocket(
      socket,
      "/v1/completions",
      { model: "model", prompt: "Hi", max_tokens: 1 },
      AbortSignal.timeout(60_000),
    );
    expect(status).toBe(200);
  }
  await run.stop();
  expect(await run.ended()).toMatchObject({ cause: { code: "stopped" } });
  expect(await memory()).toBe(0);
});
