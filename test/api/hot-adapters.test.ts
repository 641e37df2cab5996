/** Fine-tunes on a base that is served already: attached while it answers, on it again after any death, taken off when nobody wants them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deployment } from "../../agent/src/contract/deployment.ts";
import {
  baseModelId,
  createDeployment,
  createJob,
  deploymentIs,
  getDeployment,
  importRows,
  jobEnded,
} from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { killAll, runProcesses } from "../support/processes.ts";
import { readSnapshot } from "../support/route-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";
import { startTraffic } from "../support/traffic.ts";

let box: Box;
let key: { id: string; secret: string };
let host: Deployment;
/** Entries of kind adapter, of two jobs. */
let adapters: string[];
beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
  const made = (await box.person("POST", "/api/keys", { body: { name: "app" } })).body;
  key = { id: made.key.id, secret: made.secret };
  const versionId = await importRows(box);
  const jobs = [
    await createJob(box, versionId, { steps: 3, stepMs: 1 }, "one"),
    await createJob(box, versionId, { steps: 3, stepMs: 1 }, "two"),
  ];
  adapters = [];
  for (const { id } of jobs) adapters.push((await jobEnded(box, id)).resultModelIds!.adapter);
  host = await deploymentIs(box, (await createDeployment(box, "base", { adapters: 2, tokensPerSecond: 2000 })).id, "ready");
});
afterAll(() => box.stop());

async function deploy(name: string, modelId: string) {
  const { status, body } = await box.person("POST", "/api/deployments", { body: { name, modelId, engineId: "fake-serve" } });
  return { status, body };
}
async function attach(name: string, modelId: string): Promise<Deployment> {
  const { status, body } = await deploy(name, modelId);
  if (status !== 201) throw new Error(`not attached: ${JSON.stringify(body)}`);
  return body;
}
async function chat(model: string) {
  const headers = { authorization: `Bearer ${key.secret}`, "content-type": "application/json" };
  const body = JSON.stringify({ model, messages: [{ role: "user", content: "Hi" }] });
  const answer = await fetch(`${box.gateway().url}/v1/chat/completions`, { method: "POST", headers, body });
  return { status: answer.status, body: (await answer.json()) as { model: string; choices: { message: { content: string } }[] } };
}
const answers = (model: string) =>
  eventually(async () => {
    const answer = await chat(model);
    return answer.status === 200 && answer.body;
  });
const remove = async (name: string) => {
  const all = (await box.person("GET", "/api/deployments")).body.data as Deployment[];
  const id = all.find((one) => one.name === name)!.id;
  return box.person("DELETE", `/api/deployments/${id}`);
};

describe("an adapter whose base is served by an engine that takes some", () => {
  it("is attached at once, has no run and no memory of its own, and answers under its own name", async () => {
    const guest = await attach("law", adapters[0]!);
    expect(guest).toMatchObject({ state: "ready", onDeploymentId: host.id, modelId: adapters[0], runId: null, memoryBytes: 0 });
    expect(guest.contextTokens).toBe(host.contextTokens);
    const answer = await answers("law");
    expect(answer.model).toBe("law");
    // The fake says by which name it was asked: that of the adapter, not of its base.
    expect(answer.choices[0]!.message.content).toContain(guest.id);
    const seen = readSnapshot(box.data).deployments.find((one) => one.id === guest.id)!;
    expect(seen).toMatchObject({ upstreamModel: guest.id, replicas: [{ runId: host.runId, draining: false }] });
  });

  it("comes and goes under load, and not one question fails", async () => {
    const traffic = startTraffic({ port: box.gateway().port, key, model: "base", clients: 4, pauseMs: 5 });
    const law = startTraffic({ port: box.gateway().port, key, model: "law", clients: 2, pauseMs: 5 });
    for (let n = 0; n < 2; n += 1) {
      const guest = await attach(`tax-${n}`, adapters[1]!);
      await answers(guest.name);
      expect((await remove(guest.name)).status).toBe(200);
    }
    await Promise.all([traffic.stop(), law.stop()]);
    expect([...traffic.failed(), ...law.failed()]).toEqual([]);
    expect(traffic.asked()).toBeGreaterThan(50);
  });

  it("is on it again after its host was killed, and after the agent was", async () => {
    killAll(runProcesses(box.data, host.runId!));
    await eventually(async () => {
      const now = await getDeployment(box, host.id);
      return now.state === "ready" && now.runId !== host.runId;
    });
    expect((await answers("law")).model).toBe("law");
    await box.killAgent("SIGKILL");
    await box.startAgain();
    expect((await answers("law")).model).toBe("law");
    const law = readSnapshot(box.data).deployments.find((one) => one.name === "law")!;
    expect((await getDeployment(box, law.id)).state).toBe("ready");
  });

  it("waits for a host that is stopped, says so, and is back with it", async () => {
    const { id } = readSnapshot(box.data).deployments.find((one) => one.name === "law")!;
    await box.person("POST", `/api/deployments/${host.id}/stop`);
    expect((await deploymentIs(box, id, "waiting")).wait).toMatchObject({
      code: "host",
      message: expect.stringContaining("base"),
    });
    expect((await chat("law")).status).toBe(503);
    await box.person("POST", `/api/deployments/${host.id}/start`);
    await deploymentIs(box, id, "ready");
    await answers("law");
  });

  it("is stopped without its host, and started on it again", async () => {
    const { id } = readSnapshot(box.data).deployments.find((one) => one.name === "law")!;
    await box.person("POST", `/api/deployments/${id}/stop`);
    await deploymentIs(box, id, "stopped");
    expect((await chat("law")).status).toBe(503);
    expect((await getDeployment(box, host.id)).state).toBe("ready");
    await box.person("POST", `/api/deployments/${id}/start`);
    await deploymentIs(box, id, "ready");
    await answers("law");
  });

  it("is refused in the engine's words when it takes no more, and leaves nothing", async () => {
    await attach("second", adapters[1]!);
    const { status, body } = await deploy("third", adapters[1]!);
    expect([status, body.error.code]).toEqual([400, "bad-input"]);
    expect(body.error.message).toContain("No more than 2 adapters");
    expect((await box.person("GET", "/api/deployments")).body.data.map((one: Deployment) => one.name)).not.toContain("third");
  });

  it("keeps its host from being deleted; it cannot be resized; and what is no adapter gets an engine of its own", async () => {
    const refused = (await box.person("DELETE", `/api/deployments/${host.id}`)).body.error;
    expect(refused).toMatchObject({ code: "in-use", details: { guests: expect.arrayContaining(["law", "second"]) } });
    const { id } = readSnapshot(box.data).deployments.find((one) => one.name === "law")!;
    const resized = await box.person("PUT", `/api/deployments/${id}`, { body: { replicas: 2 } });
    expect(resized.body.error.code).toBe("wrong-state");
    const merged = await deploy("own", await baseModelId(box));
    expect(merged.body).toMatchObject({ onDeploymentId: null });
    for (const name of ["law", "second", "own"]) expect((await remove(name)).status).toBe(200);
    expect((await remove("base")).status).toBe(200);
  });

  it("gets an engine of its own where no host takes it", async () => {
    const { body } = await deploy("alone", adapters[0]!);
    expect(body.onDeploymentId).toBeNull();
    await deploymentIs(box, body.id, "ready");
  });
});
