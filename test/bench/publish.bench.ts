/**
 * From the end of a job to the first token of its model under the public name, under load: how much of it is ours. `product` is the
 * box; `byHand` starts the same engine without it and asks as soon as it is healthy. See publish/README.md.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Job } from "../../agent/src/contract/job.ts";
import type { Rollout, Route } from "../../agent/src/contract/route.ts";
import { askSocket } from "../../agent/src/engines/socket-http.ts";
import { baseModelId, importRows } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { createRoute, getRoute, publish, rolloutIs, rolloutsOf } from "../support/route-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";
import { type Bench, type Figures, median, type Round } from "./bench.ts";
import { startTraffic } from "./publish/traffic.ts";

const name = "bot";
const clients = 4;
const root = path.resolve(import.meta.dirname, "../..");
let box: Box;
let route: Route;
let key = { id: "", secret: "" };
let versionId = "";
/** Of the last version through the product: what byHand starts. */
let specFile = "";

export const bench: Bench = {
  name: "publish",
  rounds: 5,
  sides: ["product", "byHand"],
  async prepare() {
    box = await startBox({ gateway: true });
    await box.claim();
    const made = (await box.person("POST", "/api/keys", { body: { name: "bench" } })).body;
    key = { id: made.key.id, secret: made.secret };
    versionId = await importRows(box);
    route = await createRoute(box, name);
    const first = await publish(box, route.id, { tokensPerSecond: 2000 }, { steps: [5, 100] });
    await rolloutIs(box, first, (one) => one.state === "done");
  },
  run: (side, work) => (side === "product" ? throughProduct() : byHand(work)),
  finish: async () => box?.stop(),
  ratios(rounds) {
    const failed = rounds.reduce((sum, { sides }) => sum + (sides.product?.failed ?? 0), 0);
    const over = rounds.map(({ sides }) => (sides.product?.totalMs ?? Number.NaN) / (sides.byHand?.totalMs ?? Number.NaN));
    return { ownAddedMs: median(figuresOf(rounds, "ownAddedMs")), totalVsByHand: median(over), failedDuringSwitch: failed };
  },
};
const figuresOf = (rounds: Round[], figure: string) => rounds.map(({ sides }) => sides.product?.[figure] ?? Number.NaN);

async function throughProduct(): Promise<Figures> {
  const before = (await getRoute(box, route.id)).targets[0]!;
  const traffic = startTraffic({ port: box.gateway().port, key, model: name, clients });
  try {
    const first = traffic.firstOf(nameAfter(before.deploymentName));
    const job = await startJob();
    const rollout = await eventually(async () => (await rolloutsOf(box, route.id)).find((one) => one.jobId === job.id), 60_000);
    const replica = await replicaAfter(rollout);
    const healthyAt = await whenHealthy(replica);
    const answeredAt = await first;
    const { runId } = (await box.person<Job>("GET", `/api/jobs/${job.id}`)).body;
    const exitAt = changedAt(path.join(box.runDir(runId!), "exit.json"));
    const startAt = changedAt(path.join(replica, "handle.json"));
    await takesOver(rollout);
    specFile = path.join(replica, "spec.json");
    if (process.env.BENCH_TRACE) {
      for (const line of box.log().split("\n")) {
        const m = /"time":(\d+)/.exec(line);
        if (m && Number(m[1]) > exitAt - 300 && Number(m[1]) < answeredAt + 200)
          process.stderr.write(`${Math.round(Number(m[1]) - exitAt)} ${line.slice(0, 260)}\n`);
      }
    }
    const [totalMs, engineMs] = [answeredAt - exitAt, healthyAt - startAt];
    return {
      totalMs: Math.round(totalMs),
      engineMs: Math.round(engineMs),
      ownAddedMs: Math.round(totalMs - engineMs),
      exitToStartMs: Math.round(startAt - exitAt),
      healthyToAnswerMs: Math.round(answeredAt - healthyAt),
      asked: traffic.asked(),
      failed: traffic.failed().length,
    };
  } finally {
    await traffic.stop();
    for (const line of traffic.failed().slice(0, 5)) process.stderr.write(`  failed: ${line}\n`);
  }
}

async function startJob(): Promise<Job> {
  const order = { name: "tune", engineId: "fake-train", baseModelId: await baseModelId(box), datasetVersionId: versionId };
  const body = { ...order, publishTo: route.id, recipe: { steps: 40, stepMs: 20 } };
  const answer = await box.person<Job>("POST", "/api/jobs", { body });
  if (answer.status !== 201) throw new Error(`The job was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** "bot-3" follows "bot-2". */
const nameAfter = (deployment: string) => `${name}-${Number(deployment.slice(name.length + 1)) + 1}`;

/** The run folder of the new version's engine. */
async function replicaAfter({ canaryId }: Rollout): Promise<string> {
  const runs = path.join(box.data, "runs");
  return eventually(async () => {
    const { body } = await box.person("GET", `/api/deployments/${canaryId}`);
    const id = body.runId ?? body.replicas?.[0]?.runId;
    return readdirSync(runs).includes(id) && path.join(runs, id);
  });
}

/** Epoch ms of the engine's first "healthy", asked for every 2 ms. */
async function whenHealthy(dir: string): Promise<number> {
  const { socket } = await eventually(() => JSON.parse(readFileSync(path.join(dir, "spec.json"), "utf8")) as { socket: string });
  for (const until = performance.now() + 60_000; performance.now() < until; await sleep(2)) {
    const said = await askSocket(socket, "/health", undefined, AbortSignal.timeout(1000)).catch(() => null);
    if (said?.status === 200) return performance.timeOrigin + performance.now();
  }
  throw new Error("The engine never became healthy.");
}

/** The rest of the switch, still under load: 5 %, 100 %, and the old one is stopped. */
async function takesOver({ id }: Rollout): Promise<void> {
  const done = await rolloutIs(box, { id, routeId: route.id }, (one) => one.endedAt !== null);
  if (done.state !== "done") throw new Error(`The rollout ended as ${done.state}: ${done.why}`);
  await sleep(1500);
}

const changedAt = (file: string) => statSync(file).mtimeMs;

/** The engine as the product starts it, but for the product: spawn, healthy, first token. */
async function byHand(work: string): Promise<Figures> {
  const dir = mkdtempSync(path.join(work, "by-hand-"));
  const socket = path.join(dir, "e.sock");
  writeFileSync(path.join(dir, "spec.json"), JSON.stringify({ ...JSON.parse(readFileSync(specFile, "utf8")), socket }));
  const from = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, [path.join(root, "agent/src/engines/fake/serve.mjs"), dir], { stdio: "ignore" });
  try {
    const healthyAt = await whenHealthy(dir);
    const question = { model: "bot", max_tokens: 8, messages: [{ role: "user", content: "hi" }] };
    await askSocket(socket, "/v1/chat/completions", question, AbortSignal.timeout(5000));
    return { totalMs: Math.round(performance.timeOrigin + performance.now() - from), engineMs: Math.round(healthyAt - from) };
  } finally {
    child.kill("SIGKILL");
  }
}
