/** Asks engines how many questions wait inside them. Only where there is a choice between engines: else the number changes nothing. */
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { runPeriodic } from "../../lib/periodic.ts";
import { askWhole } from "../engine-link/ask-whole.ts";
import type { Pools } from "../pools.ts";
import type { Lane } from "./lanes.ts";

/** As the engines call it: llama.cpp, vLLM, SGLang, LMDeploy. */
const names = [
  "llamacpp:requests_deferred",
  "vllm:num_requests_waiting",
  "sglang:num_queue_reqs",
  "lmdeploy:num_requests_waiting",
];
const everyMs = 1000;
const patienceMs = 900;

export function watchQueueDepth(parts: {
  choices(): Lane[];
  pools: Pools;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const { choices, pools, clock, log, signal } = parts;
  const ask = async (lane: Lane) => {
    // An engine that does not say has nobody waiting, as far as we know.
    lane.busy.waiting = await waitingIn(lane, pools).catch(() => 0);
  };
  const round = async () => {
    await Promise.all(choices().map(ask));
  };
  return runPeriodic(everyMs, round, { clock, signal, onError: (error) => log.warn({ err: error }, "queue depth not read") });
}

async function waitingIn({ deployment, replica }: Lane, pools: Pools): Promise<number> {
  const headers = replica.secret === null ? "" : `authorization: Bearer ${replica.secret}\r\n`;
  const path = deployment.metricsPath ?? "/metrics";
  const { status, text } = await askWhole(pools.of(replica), { method: "GET", path, headers, body: "" }, patienceMs);
  return status === 200 ? (readWaiting(text) ?? 0) : 0;
}

/** From Prometheus text. Engines with several ranks print a line for each: the sum. Null where the metric is not there. */
export function readWaiting(text: string): number | null {
  let sum: number | null = null;
  for (const line of text.split("\n")) {
    const nameEnd = line.search(/[{ ]/);
    if (nameEnd <= 0 || !names.includes(line.slice(0, nameEnd))) continue;
    const value = Number(
      line
        .slice(line.lastIndexOf("}") + 1)
        .trim()
        .split(/\s+/)[line[nameEnd] === "{" ? 0 : 1],
    );
    if (Number.isFinite(value)) sum = (sum ?? 0) + value;
  }
  return sum;
}
