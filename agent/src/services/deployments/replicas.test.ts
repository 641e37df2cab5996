import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type HandBox, handBox } from "../../../../test/support/hand-box.ts";
import type { Engine } from "../../engines/engine.ts";
import { fakeServe } from "../../engines/fake-serve.ts";
import type { DeploymentRecord } from "../../store/box/deployments.ts";
import type { ReplicaStore } from "../../store/box/replicas.ts";
import { nextRestart } from "../../supervisor/restart.ts";
import { createReplicas } from "./replicas.ts";

let box: HandBox;
beforeEach(async () => {
  box = await handBox();
  await box.addModel("model_gguf0000", "gguf");
});
afterEach(() => box.close());

const id = "dep_aaaaaaaa";
const announced: unknown[] = [];
async function deploymentIn(state: DeploymentRecord["state"], more: Partial<DeploymentRecord> = {}): Promise<void> {
  await box.stores.deployments.create({
    ...{ id, name: "helpdesk", projectId: "proj_0000", createdBy: "u", createdAt: new Date(0).toISOString() },
    ...{ modelId: "model_gguf0000", engineId: "fake-serve", onDeploymentId: null, wanted: "running", state, settings: {} },
    ...{ runId: null, restarts: 0, replicas: 1, startingSince: null, usualSeconds: null },
    ...{ mayGiveWay: false, wakeOnDemand: false, awakeUntil: null, sleep: null },
    ...{ readySince: null, readySeconds: null, cause: null, lastLines: [], ...more },
  });
}
function agent(more: { store?: ReplicaStore; engine?: Engine; tidy?: () => Promise<void> } = {}) {
  const hand = box.agent();
  const { stores, events, logger, clock } = box;
  const { engine = fakeServe, ...given } = more;
  const replicas = createReplicas({
    ...{ store: stores.replicas, models: stores.models, runs: hand.runs, events, engineOf: () => engine, nextRestart, clock },
    ...{ isInstalled: () => true, dirOfModel: (dir: string) => dir, isDraining: () => box.state.draining, logger },
    policy: async () => ({ limit: 3, windowMs: 600_000, firstMs: 1, maxMs: 5 }),
    tidy: async () => undefined,
    announce: async () => void announced.push(box.state.draining),
    ...given,
  });
  return { ...hand, replicas };
}
const now = async (): Promise<DeploymentRecord> => (await box.stores.deployments.get(id))!;

describe("replicas", () => {
  it("a start that comes while the end is still being written is not lost", async () => {
    await deploymentIn("waiting");
    let starting: Promise<void> | null = null;
    const { update } = box.stores.runs;
    box.stores.runs.update = async (...args) => {
      if (args[1].phase === "ended") await box.clock.sleep(50); // a disk that takes its time
      return update(...args);
    };
    const store = { ...box.stores.replicas };
    store.update = async (...args) => {
      await box.stores.replicas.update(...args);
      if (args[1].state !== "stopped") return;
      await box.stores.deployments.update(id, { wanted: "running" });
      starting = replicas.ensure(id);
    };
    const { replicas, submitted, start, end } = agent({ store });
    await replicas.ensure(id);
    const { runId } = submitted[0]!;
    await start(runId);
    await box.stores.deployments.update(id, { wanted: "stopped" });
    await end(runId, "stopped");
    await starting;
    expect(submitted).toHaveLength(2);
  });
  it("a stop and a crash at one moment leave it stopped", async () => {
    await deploymentIn("waiting");
    const { replicas, submitted, start, end } = agent();
    await replicas.ensure(id);
    await start(submitted[0]!.runId);
    const ending = end(submitted[0]!.runId, "crashed");
    await vi.waitFor(async () => expect((await now()).state).toBe("restarting"), { interval: 1 });
    await box.stores.deployments.update(id, { wanted: "stopped" });
    await ending;
    await vi.waitFor(async () => expect((await now()).state).toBe("stopped"), { timeout: 10_000 });
    expect(submitted).toHaveLength(1);
  });
  it("a replica on its way up is seen by the one that stops it", async () => {
    await deploymentIn("waiting");
    const { replicas, submitted, stopped } = agent();
    const up = replicas.ensure(id);
    await box.stores.deployments.update(id, { wanted: "stopped" });
    await Promise.all([up, replicas.halt(id)]);
    expect(stopped).toEqual(submitted.map((request) => request.runId));
    expect((await now()).state).toBe(submitted.length === 0 ? "stopped" : "stopping");
  });
  it("asked for while the box begins to stop, it needs nobody and comes back at the next boot", async () => {
    await deploymentIn("waiting");
    const store = { ...box.stores.replicas };
    store.update = async (...args) => {
      box.state.draining = true;
      await box.stores.replicas.update(...args);
    };
    const first = agent({ store });
    await first.replicas.ensure(id);
    expect(await now()).toMatchObject({ state: "stopped", wanted: "running", runId: null });
    expect(first.submitted).toEqual([]);
    box.state.draining = false;
    const next = agent();
    await next.runs.recover();
    await next.replicas.recover();
    expect(next.submitted).toHaveLength(1);
  });
  it("settings that a newer engine refuses need a person; old runs that cannot be deleted do not", async () => {
    await deploymentIn("restarting", { settings: { parallel: -1 } });
    const { replicas } = agent();
    await expect(replicas.ensure(id)).rejects.toThrow();
    expect(await now()).toMatchObject({ state: "needs-attention", cause: { code: "bad-config" } });
    await box.stores.deployments.remove(id);
    await deploymentIn("restarting");
    const other = agent({ tidy: () => Promise.reject(new Error("EACCES")) });
    await other.replicas.ensure(id);
    expect(other.submitted).toHaveLength(1);
  });
  it("restarts with growing waits until a person is asked, and starts afresh when told to", async () => {
    await deploymentIn("waiting");
    const { replicas, submitted, start, end } = agent();
    await replicas.ensure(id);
    for (let n = 1; n <= 3; n += 1) {
      await start(submitted.at(-1)!.runId);
      await end(submitted.at(-1)!.runId, "crashed");
      await vi.waitFor(() => expect(submitted).toHaveLength(n + 1), 10_000);
    }
    await start(submitted.at(-1)!.runId);
    await end(submitted.at(-1)!.runId, "crashed");
    expect(await now()).toMatchObject({ state: "needs-attention", restarts: 3, cause: { code: "crashed" } });
    replicas.forgive(id);
    await replicas.ensure(id);
    expect(submitted).toHaveLength(5);
  });
});

describe("a replica that gives way", () => {
  const to = { kind: "job" as const, label: "night" };
  const since = new Date(0).toISOString();
  async function ready(hand: ReturnType<typeof agent>): Promise<string> {
    await deploymentIn("waiting");
    await hand.replicas.ensure(id);
    const { runId } = hand.submitted[0]!;
    await hand.start(runId);
    hand.tell({ type: "run-ready", runId, at: box.clock.now(), seconds: 1 });
    await hand.runs.settled();
    return runId;
  }
  it("is announced before it is stopped, waits for its card, and wakes with it", async () => {
    const hand = agent();
    const runId = await ready(hand);
    announced.length = 0;
    hand.tell({ type: "give-way-asked", runId, to });
    await vi.waitFor(() => expect(hand.stopped).toEqual([runId]));
    expect(announced).toHaveLength(1);
    expect(await now()).toMatchObject({ state: "stopping", wanted: "running", sleep: { why: "training", label: "night" } });
    await hand.end(runId, "preempted");
    await vi.waitFor(() => expect(hand.submitted).toHaveLength(2));
    await vi.waitFor(async () => expect((await now()).runId).toBe(hand.submitted[1]!.runId));
    expect(await now()).toMatchObject({ state: "asleep", restarts: 0, cause: null, startingSince: null });
    await hand.start(hand.submitted[1]!.runId);
    expect(await now()).toMatchObject({ state: "waking", sleep: null });
  });
  it("is stopped by the agent that comes after one that died over it", async () => {
    const first = agent();
    const runId = await ready(first);
    await box.stores.deployments.update(id, { state: "stopping", sleep: { why: "training", label: "night", since } });
    const next = agent();
    await next.runs.recover();
    expect(next.adopted).toEqual([runId]);
    next.tell({ type: "run-started", runId, at: box.clock.now(), adopted: true });
    next.tell({ type: "run-ready", runId, at: box.clock.now(), seconds: 1 });
    await vi.waitFor(() => expect(next.stopped).toEqual([runId]));
    expect((await now()).state).toBe("stopping");
  });
  it("put to sleep by a person it waits for nothing, over a restart too, and is woken by hand", async () => {
    const hand = agent();
    const runId = await ready(hand);
    await hand.replicas.fallAsleep(id, { why: "person", label: "Ada", since });
    await hand.end(runId, "preempted");
    await vi.waitFor(async () => expect((await now()).state).toBe("asleep"));
    const next = agent();
    await next.runs.recover();
    await next.replicas.recover();
    expect(next.submitted).toEqual([]);
    expect(await now()).toMatchObject({ state: "asleep", runId: null });
    await next.replicas.wake(id);
    expect(next.submitted).toHaveLength(1);
    expect(await now()).toMatchObject({ state: "waking", sleep: null });
  });
  it("woken while it falls asleep, it comes back as soon as it has ended; stopped, it stays", async () => {
    const hand = agent();
    const runId = await ready(hand);
    await hand.replicas.fallAsleep(id, { why: "person", label: "Ada", since });
    await hand.replicas.wake(id);
    await hand.end(runId, "preempted");
    await vi.waitFor(() => expect(hand.submitted).toHaveLength(2));
    await box.stores.deployments.update(id, { wanted: "stopped" });
    await hand.replicas.halt(id);
    await hand.end(hand.submitted[1]!.runId, "stopped");
    expect(await now()).toMatchObject({ state: "stopped", sleep: null });
  });
  it("a wake that comes before its runs were found again starts no second one", async () => {
    const first = agent();
    await ready(first);
    await box.stores.deployments.update(id, { state: "asleep", sleep: { why: "person", label: "Ada", since }, runId: null });
    const next = agent();
    await next.replicas.wake(id);
    expect(next.submitted).toEqual([]);
    await next.replicas.recover();
    expect(next.submitted).toHaveLength(1);
  });
});
