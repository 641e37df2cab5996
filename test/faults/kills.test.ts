/**
 * Real engines, and everything that may be killed is killed while a stream runs and a job trains. Nothing is lost, nothing runs twice.
 * Jobs here are some hundred steps of the tiny model; `./sluice test --kills N` trains several times longer and cuts the power N times.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { isAlive, killAll, runProcesses, shimOf } from "../support/processes.ts";
import { openStream } from "./stream.ts";
import { deployBase, jobOf, openWorld, startTinyJob, untilEnded, untilStep, type World } from "./world.ts";

const isLong = process.env.SLUICE_TEST_KILLS !== undefined;
let world: World;
let deploymentId: string;
beforeAll(async () => {
  world = await openWorld();
  deploymentId = await deployBase(world, "storyteller");
}, 600_000);
afterAll(() => world?.box.down(), 120_000);

const childPid = (room: "agent" | "gateway" | "app"): number => keeperFile().children[room].pid;
const keeperFile = () => JSON.parse(readFileSync(path.join(world.box.data, "keeper.json"), "utf8"));
const runCount = () => readdirSync(path.join(world.box.data, "runs")).length;
const agentAnswers = () =>
  eventually(async () => (await world.call("GET", "/api/box").catch(() => null))?.status === 200, 60_000);
const askOnce = () =>
  fetch(`${world.box.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.key}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "storyteller", max_tokens: 4, messages: [{ role: "user", content: "Hello" }] }),
  });
const deployment = async () => (await world.call("GET", `/api/deployments/${deploymentId}`)).body;
/** A count that has stopped growing: the agent collects usage every two seconds. */
async function settled(count: () => Promise<number>): Promise<number> {
  let last = await count();
  for (let same = 0; same < 4; ) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = await count();
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}
/** Rows of the training log, over all attempts: a step that stands twice was trained twice. */
const stepsOf = async (jobId: string): Promise<number[]> =>
  (await world.call("GET", `/api/jobs/${jobId}/series`)).body.points
    .filter((p: { loss: number | null }) => p.loss !== null)
    .map((p: { step: number }) => p.step);

describe("real engines", () => {
  it("SmolLM2 knows the capital of France", async () => {
    // The official client waits out the moment in which the gateway has not read of the new deployment yet (503, Retry-After).
    const client = new OpenAI({ baseURL: `${world.box.url}/v1`, apiKey: world.key });
    const messages = [{ role: "user" as const, content: "What is the capital of France?" }];
    const answer = await client.chat.completions.create({ model: "storyteller", temperature: 0, max_tokens: 30, messages });
    expect(answer.choices[0]?.message.content).toContain("Paris");
  }, 60_000);
});

describe("whoever watches is killed while a stream runs and a job trains", () => {
  let [jobId, runs] = ["", 0];
  beforeAll(async () => {
    jobId = await startTinyJob(world, { epochs: isLong ? 40 : 14, saveEverySteps: 20 });
    await untilStep(world, jobId, 20);
    runs = runCount();
  }, 120_000);

  it("agent: the stream ends complete, the next one adopts replica and job", async () => {
    const stream = openStream(world.box.url, world.key, "storyteller", 100);
    await stream.firstFrame;
    const replica = (await deployment()).runId;
    process.kill(childPid("agent"), "SIGKILL");
    const answer = await stream.ended;
    expect(answer.done).toBe(true);
    expect(answer.finishReason).toMatch(/stop|length/);
    await agentAnswers();
    expect(await deployment()).toMatchObject({ state: "ready", runId: replica, restarts: 0 });
  }, 120_000);

  it("app: it comes back by itself", async () => {
    const old = childPid("app");
    process.kill(old, "SIGKILL");
    await eventually(async () => childPid("app") !== old && isAlive(childPid("app")), 60_000);
    await eventually(async () => (await fetch(world.box.url).catch(() => null))?.status === 200, 60_000);
  }, 120_000);

  it("keeper: runs, gateway and agent are left alone; the next `up` takes over", async () => {
    const replica = (await deployment()).runId;
    const before = runProcesses(world.box.data, replica);
    process.kill(keeperFile().keeper.pid, "SIGKILL");
    const stream = await openStream(world.box.url, world.key, "storyteller", 20).ended;
    expect(stream.done).toBe(true);
    await world.box.upAgain();
    await agentAnswers();
    expect(isAlive(keeperFile().keeper.pid)).toBe(true);
    expect(runProcesses(world.box.data, replica)).toEqual(before);
    expect((await openStream(world.box.url, world.key, "storyteller", 20).ended).done).toBe(true);
  }, 180_000);

  it("gateway, under load: every request is in the books once", async () => {
    const booked = async () => {
      const from = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
      const { rows } = (await world.call("GET", `/api/usage/report?group=project&from=${from}`)).body;
      return rows.reduce((sum: number, row: { requests: number }) => sum + row.requests, 0) as number;
    };
    const before = await settled(booked);
    let [answered, refused, isKilled, answeredSince] = [0, 0, false, 0];
    const client = async () => {
      while (answeredSince < 10) {
        const res = await askOnce().catch(() => null);
        if (res?.status === 200 && (await res.text().catch(() => ""))) {
          answered += 1;
          // One of them may have come from the old one in its last moment, never ten.
          if (isKilled) answeredSince += 1;
        } else refused += 1;
      }
    };
    const clients = [client(), client(), client()];
    const old = childPid("gateway");
    await eventually(() => answered > 5, 30_000);
    process.kill(old, "SIGKILL");
    isKilled = true;
    await Promise.all(clients);
    expect(childPid("gateway")).not.toBe(old);
    // Three clients were cut at most: their requests stand in the books too, estimated, and no answered one is missing or twice.
    await eventually(async () => (await booked()) - before >= answered, 30_000);
    const after = await settled(booked);
    expect(after - before).toBeGreaterThanOrEqual(answered);
    expect(after - before).toBeLessThanOrEqual(answered + Math.min(3, refused) + 3);
  }, 120_000);

  it("the job ends well at its first attempt: each step trained once, something learned, three models", async () => {
    const job = await untilEnded(world, jobId);
    expect(job).toMatchObject({ state: "succeeded", attempts: 1 });
    expect(runCount()).toBe(runs);
    const steps = await stepsOf(jobId);
    expect(new Set(steps).size).toBe(steps.length);
    const { before, after } = job.report.heldOutLoss;
    expect(after).toBeLessThan(0.9 * before);
    const models = (await world.call("GET", "/api/models?limit=500")).body.data.filter(
      (m: { lineage: { jobId: string } }) => m.lineage.jobId === jobId,
    );
    expect(models.map((m: { kind: string }) => m.kind).sort()).toEqual(["adapter", "gguf", "merged"]);
  }, 600_000);
});

describe("the shim of a job killed", () => {
  it("goes on with the living child and takes the verdict from result.json", async () => {
    const jobId = await startTinyJob(world, { epochs: isLong ? 40 : 4 });
    await untilStep(world, jobId, 20);
    const { runId } = await jobOf(world, jobId);
    process.kill(shimOf(world.box.data, runId), "SIGKILL");
    const job = await untilEnded(world, jobId);
    expect(job.state).toBe("succeeded");
    expect(job.attempts).toBe(1);
    expect(runProcesses(world.box.data, runId)).toEqual([]);
  }, 300_000);
});

describe("engine killed", () => {
  it("answers 503 with Retry-After meanwhile, and restarts", async () => {
    const { runId } = await deployment();
    killAll(runProcesses(world.box.data, runId).filter((pid) => pid !== shimOf(world.box.data, runId)));
    const refused = await eventually(async () => {
      const res = await askOnce();
      return res.status === 503
        ? { retryAfter: res.headers.get("retry-after"), body: (await res.json()) as { error: { message: string } } }
        : null;
    }, 10_000);
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect(refused.body.error.message).toMatch(/storyteller/);
    await eventually(async () => (await askOnce()).status === 200, 60_000);
    const after = await deployment();
    expect(after.restarts).toBeGreaterThan(0);
    expect(after.runId).not.toBe(runId);
  }, 120_000);
});

const cuts = Array.from({ length: Number(process.env.SLUICE_TEST_KILLS ?? 1) }, (_, n) => n + 1);
describe("everything killed at once in mid-training (power cut)", () => {
  it.each(cuts)(
    "goes on from the last checkpoint by itself after `up` (cut %i)",
    async () => {
      const jobId = await startTinyJob(world, { epochs: isLong ? 40 : 6 });
      await untilStep(world, jobId, 60);
      const runIds = readdirSync(path.join(world.box.data, "runs"));
      const file = keeperFile();
      const all = [
        file.keeper.pid,
        childPid("agent"),
        childPid("gateway"),
        childPid("app"),
        ...runIds.flatMap((id) => runProcesses(world.box.data, id)),
      ];
      killAll(all);
      await eventually(async () => all.every((pid) => !isAlive(pid)), 10_000);

      await world.box.upAgain();
      await agentAnswers();
      const job = await untilEnded(world, jobId);
      expect(job.state).toBe("succeeded");
      expect(job.attempts).toBe(2);
      const resumed = readFileSync(path.join(world.box.data, "runs", job.runId, "events.jsonl"), "utf8");
      const firstStep = resumed
        .split("\n")
        .filter((l) => l.includes('"step-logged"'))
        .map((l) => JSON.parse(l).step)[0];
      expect(firstStep).toBeGreaterThan(40);
      await eventually(async () => (await deployment()).state === "ready", 60_000);
    },
    300_000,
  );
});
