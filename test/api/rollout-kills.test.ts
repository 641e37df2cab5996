/** The agent is killed in the middle of a rollout: the next one goes on where the books stand, and hears what was decided meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../../agent/src/contract/route.ts";
import { deploymentIs, getDeployment } from "../support/box-steps.ts";
import { runProcesses, shimOf } from "../support/processes.ts";
import { createRoute, playGateway, publish, rolloutIs, routeInSnapshot } from "../support/route-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let route: Route;
let gateway: ReturnType<typeof playGateway>;
beforeAll(async () => {
  box = await startBox();
  await box.claim();
  route = await createRoute(box, "bot");
  gateway = playGateway(box.data, "bot");
  const first = await publish(box, route.id, { tokensPerSecond: 1001 });
  await rolloutIs(box, first, (one) => one.state === "done");
});
afterAll(async () => {
  gateway.close();
  await box.stop();
});
const targets = () => routeInSnapshot(box.data, "bot")!.targets;
const runOf = async (deploymentId: string) => (await getDeployment(box, deploymentId)).runId!;
/** As it crashes: the shim stays to say how it ended. */
function crash(runId: string): void {
  const engine = runProcesses(box.data, runId).filter((pid) => pid !== shimOf(box.data, runId));
  expect(engine.length).toBeGreaterThan(0);
  for (const pid of engine) process.kill(pid, "SIGKILL");
}

describe("the agent is killed", () => {
  it("while the new one starts, and on its second step: every answer counts once, no step is taken again", async () => {
    const stable = targets()[0]!.deploymentId;
    const rollout = await publish(box, route.id, { tokensPerSecond: 1002, delayMs: 300 });
    await box.killAgent("SIGKILL");
    await box.startAgain();
    await rolloutIs(box, rollout, (one) => one.percent === 5);
    gateway.answers(stable, 100);
    gateway.answers(rollout.canaryId, 10);
    await rolloutIs(box, rollout, (one) => one.percent === 25);
    const runId = await runOf(rollout.canaryId);
    // Four of the ten that the step wants are in the books, six come while nobody reads.
    gateway.answers(rollout.canaryId, 4);
    await box.killAgent("SIGKILL");
    gateway.answers(rollout.canaryId, 6, { failed: 1 });
    await box.startAgain();
    const done = await rolloutIs(box, rollout, (one) => one.state === "done");
    expect(done.history.map(({ code, percent }) => [code, percent])).toEqual([
      ["asked", 0],
      ["ready", 5],
      ["not-worse", 25],
      ["not-worse", 100],
      ["done", 100],
    ]);
    expect(done.history[3]!.details).toMatchObject({ requests: 10, failed: 1 });
    expect(targets()).toEqual([{ deploymentId: rollout.canaryId, weight: 1 }]);
    expect(await getDeployment(box, rollout.canaryId)).toMatchObject({ state: "ready", runId, restarts: 0 });
    await deploymentIs(box, stable, "stopped");
  });

  it("and the gateway throws the new one out meanwhile: weight 0 with the reason, however good its later answers look", async () => {
    const before = targets();
    const rollout = await publish(box, route.id, { tokensPerSecond: 1003 });
    await rolloutIs(box, rollout, (one) => one.percent === 5);
    await box.killAgent("SIGKILL");
    gateway.eject(rollout);
    gateway.answers(before[0]!.deploymentId, 100);
    gateway.answers(rollout.canaryId, 50);
    await box.startAgain();
    const out = await rolloutIs(box, rollout, (one) => one.state === "rolled-back");
    expect(out.why).toBe("The gateway took it out: 12 of 40 answers failed.");
    expect(out.history.map(({ code }) => code).slice(0, 3)).toEqual(["asked", "ready", "ejected"]);
    expect(routeInSnapshot(box.data, "bot")).toMatchObject({ targets: before, canary: null });
    await deploymentIs(box, rollout.canaryId, "stopped");
  });
});

describe("all of the traffic is with the new one, and it fails", () => {
  const atOnce = { minRequests: 1, steps: [50] };

  it("the old one, which still stands beside it, has all of it again", async () => {
    const before = targets();
    const rollout = await publish(box, route.id, { tokensPerSecond: 1004 }, atOnce);
    await rolloutIs(box, rollout, (one) => one.percent === 50);
    const runId = await runOf(rollout.canaryId);
    await box.person("POST", `/api/rollouts/${rollout.id}/promote`, { body: { to: 100 } });
    crash(runId);
    expect(targets()).toContainEqual({ deploymentId: rollout.canaryId, weight: 1 });
    const out = await rolloutIs(box, rollout, (one) => one.state === "rolled-back");
    expect(out).toMatchObject({ percent: 0, reason: { code: "crashed" } });
    expect(routeInSnapshot(box.data, "bot")).toMatchObject({ targets: before, canary: null });
    expect(await getDeployment(box, before[0]!.deploymentId)).toMatchObject({ state: "ready", wanted: "running" });
    await deploymentIs(box, rollout.canaryId, "stopped");
  });

  it("also when the agent was not there to see it", async () => {
    const before = targets();
    const rollout = await publish(box, route.id, { tokensPerSecond: 1005 }, atOnce);
    await rolloutIs(box, rollout, (one) => one.percent === 50);
    const runId = await runOf(rollout.canaryId);
    await box.person("POST", `/api/rollouts/${rollout.id}/promote`, { body: { to: 100 } });
    await box.killAgent("SIGKILL");
    crash(runId);
    await box.startAgain();
    const out = await rolloutIs(box, rollout, (one) => one.state === "rolled-back");
    expect(out.reason!.code).toBe("crashed");
    expect(routeInSnapshot(box.data, "bot")).toMatchObject({ targets: before, canary: null });
  });
});
