/** One switch under load, from the end of a job to the end of the old version: where the time goes, and what it did to whoever asked. */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Deployment } from "../../../agent/src/contract/deployment.ts";
import type { Job } from "../../../agent/src/contract/job.ts";
import type { Rollout, Route } from "../../../agent/src/contract/route.ts";
import { askSocket } from "../../../agent/src/engines/socket-http.ts";
import { eventually } from "../../support/eventually.ts";
import { startTraffic } from "../../support/traffic.ts";
import type { Figures } from "../bench.ts";
import { rolloutIs, routeName, type Stage } from "./stage.ts";

export interface Switch {
  figures: Figures;
  /** What its engine was started with. */
  specFile: string;
}

export async function watchSwitch(stage: Stage, load: { clients: number; pauseMs: number }): Promise<Switch> {
  const { call, route, data } = stage;
  const before = (await call<Route>("GET", `/api/routes/${route.id}`)).body.targets[0]!;
  const traffic = startTraffic({ port: stage.port, key: stage.key, model: routeName, ...load });
  const runDir = (runId: string) => path.join(data, "runs", runId);
  try {
    const first = traffic.firstOf(nameAfter(before.deploymentName));
    const job = await stage.startJob();
    const rollout = await rolloutIs(call, route, (one) => one.jobId === job.id);
    const replica = runDir(await replicaOf(stage, rollout));
    const healthyAt = await whenHealthy(replica);
    const answeredAt = await Promise.race([first, failsWith(stage, rollout)]);
    const { runId } = (await call<Job>("GET", `/api/jobs/${job.id}`)).body;
    const exitAt = statSync(path.join(runDir(runId!), "exit.json")).mtimeMs;
    const startAt = statSync(path.join(replica, "handle.json")).mtimeMs;
    const end = await rolloutIs(call, route, (one) => one.id === rollout.id && one.endedAt !== null);
    if (end.state !== "done") throw new Error(`The rollout ended as ${end.state}: ${end.why}`);
    await eventually(
      async () => (await call<Deployment>("GET", `/api/deployments/${before.deploymentId}`)).body.state === "stopped",
    );
    const [totalMs, engineMs] = [answeredAt - exitAt, healthyAt - startAt];
    const parts = { totalMs, engineMs, ownAddedMs: totalMs - engineMs };
    const ways = { exitToStartMs: startAt - exitAt, healthyToAnswerMs: answeredAt - healthyAt };
    const rounded = Object.entries({ ...parts, ...ways }).map(([name, ms]) => [name, Math.round(ms)]);
    return {
      figures: { ...Object.fromEntries(rounded), asked: traffic.asked(), failed: traffic.failed().length },
      specFile: path.join(replica, "spec.json"),
    };
  } finally {
    await traffic.stop();
    for (const line of traffic.failed().slice(0, 5)) process.stderr.write(`  failed: ${line}\n`);
  }
}

/** "bot-3" follows "bot-2". */
const nameAfter = (deployment: string) => `${routeName}-${Number(deployment.slice(routeName.length + 1)) + 1}`;

/** The run of the new version's engine, once its process is there. */
async function replicaOf({ call, data }: Stage, { canaryId }: Rollout): Promise<string> {
  return eventually(async () => {
    const { body } = await call<Deployment>("GET", `/api/deployments/${canaryId}`);
    const runId = body.replicaStates[0]?.runId;
    return runId && existsSync(path.join(data, "runs", runId, "handle.json")) && runId;
  });
}

/** Epoch ms of the engine's first "healthy", asked for every 2 ms. */
export async function whenHealthy(dir: string): Promise<number> {
  const { socket } = JSON.parse(readFileSync(path.join(dir, "spec.json"), "utf8")) as { socket: string };
  for (const until = performance.now() + 120_000; performance.now() < until; await sleep(2)) {
    const said = await askSocket(socket, "/health", undefined, AbortSignal.timeout(1000)).catch(() => null);
    if (said?.status === 200) return performance.timeOrigin + performance.now();
  }
  throw new Error("The engine never became healthy.");
}

/** Never resolves: a new version that is thrown out would be waited for in vain. */
async function failsWith({ call, route }: Stage, { id }: Rollout): Promise<never> {
  const end = await rolloutIs(call, route, (one) => one.id === id && one.endedAt !== null);
  if (end.state === "done") return new Promise(() => {});
  throw new Error(`The rollout ended as ${end.state}: ${end.why}`);
}
