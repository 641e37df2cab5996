/**
 * A real engine gives its memory to a real trainer and takes it back, while people ask: drain, free, train, wake, token. The card is
 * so small that only one of the two fits. `--all` does it 20 times.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Run } from "../../agent/src/contract/run.ts";
import { deployBase, openWorld, startTinyJob, untilEnded, type World } from "../faults/world.ts";
import { eventually } from "../support/eventually.ts";
import { runProcesses } from "../support/processes.ts";
import { deploymentBecomes, mayGiveWay, setCardTime } from "../support/sleep-steps.ts";
import { startTraffic, type Traffic } from "../support/traffic.ts";

const rounds = process.env.SLUICE_ALL ? 20 : 1;
/** Preparing the base model takes 2.6 GB; the server 1.6, the job 1.3. */
const cardBytes = 2_700_000_000;
let world: World;
let deploymentId: string;
let traffic: Traffic;
beforeAll(async () => {
  world = await openWorld({ SLUICE_CPU_BYTES: String(cardBytes) });
  const { call, box } = world;
  await setCardTime(call, "training");
  deploymentId = await deployBase(world, "storyteller", { parallel: 16 });
  await mayGiveWay(call, deploymentId);
  const { body: made } = await call("POST", "/api/keys", { name: "crowd" });
  const policy = { queue: { limit: 1000, waitMs: 600_000 } };
  await call("POST", "/api/routes", { name: "tales", targets: [{ deploymentId, weight: 1 }], policy });
  const key = { id: made.key.id, secret: made.secret };
  traffic = startTraffic({ port: box.port, key, model: "tales", clients: 3, pauseMs: 50 });
}, 600_000);
afterAll(async () => {
  await traffic?.stop();
  await world?.box.down();
}, 120_000);

const deployment = async () => (await world.call("GET", `/api/deployments/${deploymentId}`)).body;
const running = async (): Promise<(Pick<Run, "kind"> & { runId: string })[]> =>
  (await world.call("GET", "/api/box")).body.running.filter((run: { phase: string }) => run.phase !== "waiting");
const measuredFree = (runId: string): number[] =>
  readFileSync(path.join(world.box.data, "logs/agent.log"), "utf8")
    .split("\n")
    .filter((line) => line.includes("memory measured free") && line.includes(runId))
    .map((line) => JSON.parse(line).freeBytes);

it.each(Array.from({ length: rounds }, (_, n) => n + 1))(
  "round %i: the job trains in the server's memory, and the server answers again",
  async () => {
    const before = await deploymentBecomes(world.call, deploymentId, "ready", 120_000);
    await traffic.firstOf("storyteller");
    const jobId = await startTinyJob(world, { epochs: 1, batchSize: 64 });
    await deploymentBecomes(world.call, deploymentId, "asleep", 120_000);
    expect(runProcesses(world.box.data, before.runId!)).toEqual([]);
    const [job] = await eventually(async () => {
      const all = await running();
      expect(all.filter(({ kind }) => kind === "replica")).toEqual([]);
      return all.length > 0 && all;
    }, 60_000);
    expect(job).toMatchObject({ kind: "job" });
    expect(measuredFree(before.runId!)).toEqual([expect.toSatisfy((bytes: number) => bytes > 1.3e9)]);
    expect(await untilEnded(world, jobId)).toMatchObject({ state: "succeeded", attempts: 1 });
    const after = await deploymentBecomes(world.call, deploymentId, "ready", 120_000);
    expect(after).toMatchObject({ sleep: null, restarts: 0 });
    expect(after.runId).not.toBe(before.runId);
    await traffic.firstOf("storyteller");
    expect(traffic.failed()).toEqual([]);
  },
  300_000,
);

it("nobody who asked was turned away", async () => {
  await traffic.stop();
  expect(traffic.failed()).toEqual([]);
  expect(traffic.asked()).toBeGreaterThan(10);
  expect((await deployment()).state).toBe("ready");
}, 300_000);
