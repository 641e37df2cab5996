/** Serving sleeps so that training can have the card, and wakes: over HTTP, on a box of fakes with one card of 8 GB. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  baseModelId,
  createDeployment,
  createJob,
  getDeployment,
  getJob,
  importRows,
  jobAtStep,
  jobEnded,
} from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { killAll, runProcesses } from "../support/processes.ts";
import { createRoute, readSnapshot } from "../support/route-steps.ts";
import { deploymentBecomes, mayGiveWay, setCardTime } from "../support/sleep-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let secret: string;
let versionId: string;
const call = <T = any>(method: string, url: string, body?: unknown) =>
  box.person<T>(method, url, body === undefined ? {} : { body });
beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
  secret = (await call("POST", "/api/keys", { name: "app" })).body.secret;
  versionId = await importRows(box);
});
afterAll(() => box.stop());
afterEach(async () => {
  for (const job of (await call("GET", "/api/jobs")).body.data) await call("POST", `/api/jobs/${job.id}/cancel`);
  for (const { id } of (await call("GET", "/api/routes")).body.data) await call("DELETE", `/api/routes/${id}`);
  for (const { id } of (await call("GET", "/api/deployments")).body.data) await call("DELETE", `/api/deployments/${id}`);
  await eventually(async () => (await call("GET", "/api/box")).body.running.length === 0);
});

const chat = (model: string, signal?: AbortSignal) =>
  fetch(`${box.gateway().url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hi" }] }),
    ...(signal ? { signal } : {}),
  });
interface Refusal {
  error?: { code: string; state: string };
}
/** A server of 6 of the card's 8 GB. */
async function server(name: string, more: object = {}) {
  await setCardTime(call, "training");
  const { id } = await createDeployment(box, name, { memoryBytes: 6e9, tokensPerSecond: 1000, delayMs: 250 });
  await mayGiveWay(call, id, more);
  return deploymentBecomes(call, id, "ready");
}
/** Steps of a twentieth of a second. */
const job = (steps: number) => createJob(box, versionId, { memoryBytes: 5e9, steps, stepMs: 50, saveEverySteps: 10 }, "night");
const processesOf = (runId: string | null) => (runId === null ? [] : runProcesses(box.data, runId));

describe("a job at night", () => {
  it("makes the server sleep, trains, and the server wakes and answers", async () => {
    const { id, runId } = await server("reader");
    const { id: jobId, name } = await job(40);
    const asleep = await deploymentBecomes(call, id, "asleep");
    expect(asleep).toMatchObject({ wanted: "running", restarts: 0, cause: null, sleep: { why: "training", label: name } });
    expect(processesOf(runId)).toEqual([]);
    const refused = await eventually(async () => {
      const response = await chat("reader");
      const { error } = (await response.json()) as Refusal;
      return error?.state === "asleep" && { ...error, status: response.status, again: response.headers.get("retry-after") };
    });
    expect(refused).toMatchObject({ status: 503, code: "model_not_ready", again: "60" });
    expect((await jobEnded(box, jobId)).attempts).toBe(1);
    const awake = await deploymentBecomes(call, id, "ready");
    expect(awake).toMatchObject({ sleep: null, restarts: 0 });
    expect(awake.runId).not.toBe(runId);
    expect((await chat("reader")).status).toBe(200);
  });

  it("waits for its turn where the server may not sleep, by day, and where it would be in vain", async () => {
    const { id } = await server("firm", { mayGiveWay: false });
    const { id: jobId } = await job(5);
    const waiting = () => eventually(async () => (await getJob(box, jobId)).wait?.code === "memory");
    await waiting();
    await setCardTime(call, "serving");
    await mayGiveWay(call, id);
    await waiting();
    expect(await getDeployment(box, id)).toMatchObject({ state: "ready", sleep: null });
    await setCardTime(call, "training");
    await jobEnded(box, jobId);
    await deploymentBecomes(call, id, "ready");
  });

  it("gives its card back in the morning, and goes on from its checkpoint the next night", async () => {
    const { id } = await server("reader");
    const { id: jobId } = await job(40);
    await jobAtStep(box, jobId, 12);
    await setCardTime(call, "serving");
    await deploymentBecomes(call, id, "ready");
    const morning = await getJob(box, jobId);
    expect(morning).toMatchObject({ state: "queued", attempts: 2 });
    await setCardTime(call, "training");
    const done = await jobEnded(box, jobId);
    expect(done).toMatchObject({ state: "succeeded", attempts: 2 });
    expect((await call("GET", `/api/jobs/${jobId}/log?from=0`)).body.text).toContain("stopped on request");
    const { points } = (await call<{ points: { step: number }[] }>("GET", `/api/jobs/${jobId}/series`)).body;
    expect(new Set(points.filter(({ step }) => step > 0).map(({ step }) => step)).size).toBe(40);
    await deploymentBecomes(call, id, "ready");
  });
});

describe("an agent that dies", () => {
  const again = async () => {
    await box.killAgent("SIGKILL");
    await box.startAgain();
  };
  it.each(["falling asleep", "asleep", "waking"] as const)("while a deployment is %s: the next one goes on", async (stage) => {
    const { id, runId } = await server("reader");
    const { id: jobId } = await job(15);
    if (stage === "falling asleep") await eventually(async () => (await getDeployment(box, id)).sleep !== null);
    else await jobAtStep(box, jobId, 1);
    if (stage === "waking") {
      await jobEnded(box, jobId);
      await deploymentBecomes(call, id, "waking");
    }
    await again();
    const ended = await jobEnded(box, jobId);
    expect(ended).toMatchObject({ state: "succeeded", attempts: 1 });
    const awake = await deploymentBecomes(call, id, "ready");
    expect(awake.sleep).toBeNull();
    expect(processesOf(runId)).toEqual([]);
    expect((await call("GET", "/api/box")).body.running).toHaveLength(1);
    await eventually(async () => (await chat("reader")).status === 200);
  });
});

describe("a request for one that sleeps", () => {
  const asleepBehindJob = async (more: object) => {
    const { id } = await server("reader", more);
    const { id: jobId } = await job(400);
    await jobAtStep(box, jobId, 2);
    return { id, jobId };
  };
  it("wakes it where that is allowed, waits in its route's queue meanwhile, and the job goes on later", async () => {
    const { id, jobId } = await asleepBehindJob({ wakeOnDemand: true });
    const policy = { queue: { limit: 10, waitMs: 60_000 } };
    await createRoute(box, "library", { targets: [{ deploymentId: id, weight: 1 }], policy });
    await eventually(() => readSnapshot(box.data).routes.some((route) => route.name === "library"));
    const answers = await Promise.all([chat("library"), chat("library")]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const { awakeUntil } = await getDeployment(box, id);
    expect(Date.parse(awakeUntil!) - Date.now()).toBeGreaterThan(10 * 60_000);
    expect(await getJob(box, jobId)).toMatchObject({ state: "queued", attempts: 2 });
  });
  it("is told when to come back where the route lets nobody wait, and finds it ready then", async () => {
    await asleepBehindJob({ wakeOnDemand: true });
    const states = new Set<string>();
    await eventually(async () => {
      const response = await chat("reader");
      if (response.status === 200) return true;
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      states.add(((await response.json()) as Refusal).error!.state);
      return false;
    });
    expect(states).toContain("asleep");
    for (const state of states) expect(["stopping", "asleep", "waking"]).toContain(state);
  });
  it("does not wake one that may not be woken", async () => {
    const { id, jobId } = await asleepBehindJob({});
    for (let n = 0; n < 3; n++) expect((await chat("reader")).status).toBe(503);
    await jobAtStep(box, jobId, 25);
    expect((await getDeployment(box, id)).state).toBe("asleep");
  });
});

describe("by hand", () => {
  it("sleeps until somebody wakes it, over a restart too, and says who did it", async () => {
    const { id, runId } = await server("reader", { mayGiveWay: false });
    expect((await call("POST", `/api/deployments/${id}/wake`)).body.error.code).toBe("wrong-state");
    expect((await call("POST", `/api/deployments/${id}/sleep`)).status).toBe(200);
    const asleep = await deploymentBecomes(call, id, "asleep");
    expect(asleep).toMatchObject({ wanted: "running", sleep: { why: "person", label: "Ada" } });
    expect(processesOf(runId)).toEqual([]);
    await box.killAgent("SIGKILL");
    await box.startAgain();
    expect(await getDeployment(box, id)).toMatchObject({ state: "asleep", runId: null });
    expect((await call("POST", `/api/deployments/${id}/wake`)).status).toBe(200);
    await deploymentBecomes(call, id, "ready");
    await eventually(async () => (await chat("reader")).status === 200);
  });
  it("takes its card back from a job at night", async () => {
    const { id } = await server("reader");
    const { id: jobId } = await job(400);
    await jobAtStep(box, jobId, 2);
    await call("POST", `/api/deployments/${id}/wake`);
    await deploymentBecomes(call, id, "ready");
    expect(await getJob(box, jobId)).toMatchObject({ state: "queued", attempts: 2 });
  });
  it("sleeps as one with all its engines, and one that crashes as it wakes starts again", async () => {
    const body = { name: "pair", modelId: await baseModelId(box), engineId: "fake-serve", settings: {}, replicas: 2 };
    const { id } = (await call("POST", "/api/deployments", body)).body;
    const bothAre = (state: string) =>
      eventually(async () => (await getDeployment(box, id)).replicaStates.every((one) => one.state === state));
    await bothAre("ready");
    await call("POST", `/api/deployments/${id}/sleep`);
    await bothAre("asleep");
    await call("POST", `/api/deployments/${id}/wake`);
    const { runId } = await eventually(async () => {
      const deployment = await getDeployment(box, id);
      return processesOf(deployment.runId).length > 0 && deployment;
    });
    killAll(processesOf(runId));
    await bothAre("ready");
    expect((await call("POST", `/api/deployments/${id}/stop`)).status).toBe(200);
    await deploymentBecomes(call, id, "stopped");
    expect((await call("POST", `/api/deployments/${id}/sleep`)).body.error.code).toBe("wrong-state");
  });
});

it("hours that are none are refused", async () => {
  const { body } = await call("GET", "/api/settings");
  const serving = Array(7).fill({ from: "08:00", to: "08:00" });
  const answer = await call("PUT", "/api/settings", { ...body, cardHours: { serving } });
  expect([answer.status, answer.body.error.code]).toEqual([400, "bad-input"]);
});

it("a patch that says nothing is refused, and one switch leaves the others", async () => {
  const { id } = await server("reader");
  expect((await call("PUT", `/api/deployments/${id}`, {})).body.error.code).toBe("bad-input");
  expect((await call("PUT", `/api/deployments/${id}`, { wakeOnDemand: true })).body).toMatchObject({
    ...{ mayGiveWay: true, wakeOnDemand: true, replicas: 1 },
  });
});
