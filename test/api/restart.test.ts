import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createDeployment,
  createJob,
  deploymentIs,
  getDeployment,
  getJob,
  importRows,
  jobAtStep,
  jobEnded,
} from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { runProcesses } from "../support/processes.ts";
import { type Box, owner, startBox } from "../support/start-box.ts";

let box: Box;
beforeEach(async () => {
  box = await startBox();
  await box.claim();
});
afterEach(() => box.stop());

const modelCount = async (jobId: string) =>
  (await box.person("GET", "/api/models")).body.data.filter((m: { lineage: { jobId: string } }) => m.lineage.jobId === jobId)
    .length;
const stepsIn = (runId: string) =>
  readFileSync(path.join(box.runDir(runId), "events.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.includes('"step-logged"')).length;

describe("the agent dies and comes back", () => {
  it("SIGKILL while a job trains and a deployment serves: both are adopted, the job finishes once, nothing runs twice", async () => {
    const version = await importRows(box);
    const deployment = await createDeployment(box, "helpdesk");
    const { runId: replica } = await deploymentIs(box, deployment.id, "ready");
    const { id } = await createJob(box, version, { steps: 120, stepMs: 25 });
    const { runId } = await jobAtStep(box, id, 10);
    const serving = runProcesses(box.data, replica!);

    await box.killAgent("SIGKILL");
    await box.startAgain();

    expect(await getDeployment(box, deployment.id)).toMatchObject({ state: "ready", runId: replica, restarts: 0 });
    expect(runProcesses(box.data, replica!)).toEqual(serving);
    const job = await jobEnded(box, id);
    expect(job).toMatchObject({ state: "succeeded", attempts: 1, runId, progress: { step: 120 } });
    expect(await modelCount(id)).toBe(3);
    expect(stepsIn(runId!)).toBe(120);
    expect(readdirSync(path.join(box.data, "runs")).sort()).toEqual([replica, runId].sort());
    const { points } = (await box.person("GET", `/api/jobs/${id}/series`)).body;
    expect(points.length).toBe(121);
  });

  it("a job that ends while no agent lives is finished by the next one, once", async () => {
    const { id } = await createJob(box, await importRows(box), { steps: 20, stepMs: 20 });
    const { runId } = await jobAtStep(box, id, 2);
    await box.killAgent("SIGKILL");
    await eventually(() => existsSync(path.join(box.runDir(runId!), "exit.json")));
    await box.startAgain();
    expect(await jobEnded(box, id)).toMatchObject({ state: "succeeded", attempts: 1 });
    await box.killAgent("SIGKILL");
    await box.startAgain();
    expect(await getJob(box, id)).toMatchObject({ state: "succeeded", attempts: 1 });
    expect(await modelCount(id)).toBe(3);
  });

  it("everything killed at once: the job goes on from its last checkpoint, the deployment comes back", async () => {
    const version = await importRows(box);
    const deployment = await createDeployment(box, "helpdesk");
    const before = await deploymentIs(box, deployment.id, "ready");
    const { id } = await createJob(box, version, { steps: 80, stepMs: 20, saveEverySteps: 5 });
    const first = await eventually(async () => {
      const job = await getJob(box, id);
      return (job.progress.checkpointStep ?? 0) >= 10 && job;
    });
    await box.killAgent("SIGKILL");
    await box.killEverything();
    await box.startAgain();
    const after = await eventually(async () => {
      const d = await getDeployment(box, deployment.id);
      return d.state === "ready" && d.runId !== before.runId && d;
    });
    expect(after.wanted).toBe("running");
    const job = await jobEnded(box, id);
    expect(job).toMatchObject({ state: "succeeded", attempts: 2, progress: { step: 80 } });
    expect(stepsIn(job.runId!)).toBeLessThanOrEqual(70);
    expect(job.runId).not.toBe(first.runId);
    expect(await modelCount(id)).toBe(3);
  });

  it("a queued job is still queued, in its order, and starts when there is room", async () => {
    const version = await importRows(box);
    const first = await createJob(box, version, { steps: 50_000, stepMs: 10, memoryBytes: 6e9 }, "first");
    await jobAtStep(box, first.id, 1);
    const second = await createJob(box, version, { steps: 2, stepMs: 1, memoryBytes: 6e9 }, "second");
    await box.killAgent("SIGKILL");
    await box.startAgain();
    expect((await eventually(async () => (await getJob(box, second.id)).wait)).code).toBe("memory");
    expect((await getJob(box, first.id)).attempts).toBe(1);
    await box.person("POST", `/api/jobs/${first.id}/cancel`);
    expect(await jobEnded(box, first.id)).toMatchObject({ state: "cancelled", attempts: 1 });
    expect(await jobEnded(box, second.id)).toMatchObject({ state: "succeeded", attempts: 1 });
  });

  it("SIGTERM lets go of the runs and ends with 0", async () => {
    const { id } = await createJob(box, await importRows(box), { steps: 100, stepMs: 20 });
    const { runId } = await jobAtStep(box, id, 2);
    expect(await box.killAgent("SIGTERM")).toBe(0);
    expect(runProcesses(box.data, runId!).length).toBeGreaterThan(0);
    await box.startAgain();
    expect(await jobEnded(box, id)).toMatchObject({ state: "succeeded", attempts: 1 });
  });

  it("drain stops all with a checkpoint; at the next boot everything comes back as it was", async () => {
    const version = await importRows(box);
    const wanted = await createDeployment(box, "wanted");
    const unwanted = await createDeployment(box, "unwanted");
    await deploymentIs(box, wanted.id, "ready");
    await deploymentIs(box, unwanted.id, "ready");
    await box.person("POST", `/api/deployments/${unwanted.id}/stop`);
    await deploymentIs(box, unwanted.id, "stopped");
    const { id } = await createJob(box, version, { steps: 100, stepMs: 20, memoryBytes: 6e9 });
    const { runId } = await jobAtStep(box, id, 5);
    const queued = await createJob(box, version, { steps: 3, stepMs: 1, memoryBytes: 6e9 }, "queued");
    expect((await box.operator("POST", "/api/operator/drain", { keepRuns: false })).status).toBe(200);
    expect(runProcesses(box.data, runId!)).toEqual([]);
    expect((await box.person("GET", "/api/box")).body.running).toEqual([]);
    await box.killAgent("SIGTERM");
    await box.startAgain();
    await deploymentIs(box, wanted.id, "ready");
    expect((await getDeployment(box, unwanted.id)).state).toBe("stopped");
    const job = await jobEnded(box, id);
    expect(job).toMatchObject({ state: "succeeded", attempts: 2 });
    expect(stepsIn(job.runId!)).toBeLessThan(100);
    expect((await jobEnded(box, queued.id)).state).toBe("succeeded");
  });

  it("keeps people, sessions, keys, settings and jobs", async () => {
    const { key } = (await box.person("POST", "/api/keys", { body: { name: "app" } })).body;
    await box.person("PUT", "/api/settings", { body: { boxName: "Werkbank 3", restartLimit: 1 } });
    await box.killAgent("SIGKILL");
    await box.startAgain();
    expect((await box.person("GET", "/api/session")).body).toMatchObject({
      claimed: true,
      boxName: "Werkbank 3",
      member: { email: owner.email },
    });
    expect((await box.person("GET", "/api/keys")).body.data.map((k: { id: string }) => k.id)).toEqual([key.id]);
    expect((await box.person("GET", "/api/settings")).body).toMatchObject({ boxName: "Werkbank 3", restartLimit: 1 });
    expect(existsSync(path.join(box.data, "claim-code"))).toBe(false);
  });

  it("a second agent on the same folder refuses to start", async () => {
    expect(await box.startSecond()).toBe(1);
    expect((await box.person("GET", "/api/box")).status).toBe(200);
  });
});
