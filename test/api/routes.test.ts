import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../../agent/src/contract/route.ts";
import { baseModelId, createDeployment, deploymentIs, getDeployment, importRows, jobEnded } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { killAll, runProcesses } from "../support/processes.ts";
import { createRoute, getRoute, playGateway, publish, rolloutIs, rolloutsOf, routeInSnapshot } from "../support/route-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
beforeAll(async () => {
  box = await startBox();
  await box.claim();
});
afterAll(() => box.stop());
const codeOf = async (method: string, url: string, body?: object) =>
  (await box.person(method, url, body ? { body } : {})).body.error?.code;

describe("routes", () => {
  let route: Route;
  let deploymentId: string;

  it("takes the place of the deployment's own name, under each of its names", async () => {
    deploymentId = (await createDeployment(box, "helpdesk")).id;
    await deploymentIs(box, deploymentId, "ready");
    expect(routeInSnapshot(box.data, "helpdesk")).toMatchObject({ id: null, targets: [{ deploymentId, weight: 1 }] });
    const targets = [{ deploymentId, weight: 2 }];
    route = await createRoute(box, "helpdesk", { aliases: ["Support:v1"], targets, policy: { maxTokens: 99 } });
    expect(route).toMatchObject({ targets: [{ deploymentName: "helpdesk", state: "ready", fake: true }], rollout: null });
    expect(routeInSnapshot(box.data, "helpdesk")).toMatchObject({
      ...{ id: route.id, aliases: ["Support:v1"], targets, canary: null },
      policy: { queue: null, maxTokens: 99 },
    });
  });

  it("may lead nowhere yet", async () => {
    const empty = await createRoute(box, "later");
    expect(routeInSnapshot(box.data, "later")).toMatchObject({ targets: [] });
    expect((await box.person("GET", "/api/routes")).body.data.map((one: Route) => one.name)).toEqual(["helpdesk", "later"]);
    expect((await box.person("DELETE", `/api/routes/${empty.id}`)).status).toBe(200);
    expect(await codeOf("GET", `/api/routes/${empty.id}`)).toBe("not-found");
    expect(routeInSnapshot(box.data, "later")).toBeUndefined();
  });

  it("refuses names that are taken, deployments that are not there, and to lose what it leads to", async () => {
    for (const name of ["helpdesk", "Support:v1"]) expect(await codeOf("POST", "/api/routes", { name })).toBe("name-taken");
    expect(await codeOf("POST", "/api/routes", { name: "x", aliases: ["helpdesk"] })).toBe("name-taken");
    expect(await codeOf("POST", "/api/routes", { name: "x", aliases: ["x"] })).toBe("bad-input");
    expect(await codeOf("POST", "/api/routes", { name: "-x" })).toBe("bad-input");
    const unknown = { deploymentId: "dep_aaaaaaaaaaaa", weight: 1 };
    expect(await codeOf("POST", "/api/routes", { name: "x", targets: [unknown] })).toBe("not-found");
    expect(await codeOf("POST", "/api/routes", { name: "x", fallbacks: [deploymentId, deploymentId] })).toBe("bad-input");
    const refused = await box.person("DELETE", `/api/deployments/${deploymentId}`);
    expect(refused.body.error).toMatchObject({ code: "in-use", details: { route: "helpdesk" } });
    const both = await Promise.all([1, 2].map(() => box.person("POST", "/api/routes", { body: { name: "y", aliases: ["z"] } })));
    expect(both.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });

  it("changes as a whole: what is left out goes back to its default", async () => {
    const targets = [{ deploymentId, weight: 0 }];
    const { body } = await box.person("PUT", `/api/routes/${route.id}`, { body: { name: "desk", targets } });
    expect(body).toMatchObject({ name: "desk", aliases: [], policy: { maxTokens: null }, createdAt: route.createdAt });
    expect(routeInSnapshot(box.data, "helpdesk")).toMatchObject({ id: null });
    expect(routeInSnapshot(box.data, "desk")).toMatchObject({ targets });
    await box.person("DELETE", `/api/routes/${route.id}`);
    expect((await box.person("DELETE", `/api/deployments/${deploymentId}`)).status).toBe(200);
  });
});

describe("rollouts", () => {
  let route: Route;
  let gateway: ReturnType<typeof playGateway>;
  beforeAll(async () => {
    route = await createRoute(box, "bot");
    gateway = playGateway(box.data, "bot");
  });
  afterAll(() => gateway.close());
  const targetsInSnapshot = () => routeInSnapshot(box.data, "bot")!.targets;

  it("the first version takes over as soon as it answers", async () => {
    const first = await publish(box, route.id, { tokensPerSecond: 1001 });
    expect(first).toMatchObject({ state: "attaching", stableId: null, percent: 0 });
    const done = await rolloutIs(box, first, (one) => one.state === "done");
    expect(done).toMatchObject({ percent: 100, history: [{ code: "asked" }, { code: "first-version" }] });
    expect(targetsInSnapshot()).toEqual([{ deploymentId: first.canaryId, weight: 1 }]);
    expect(await getDeployment(box, first.canaryId)).toMatchObject({ name: "bot-1", state: "ready" });
  });

  it("the second goes up by steps, takes over, and the old one stops when its last stream has ended", async () => {
    const [first] = (await getRoute(box, route.id)).targets;
    const rollout = await publish(box, route.id, { tokensPerSecond: 1002 });
    const [canary, stable] = [rollout.canaryId, first!.deploymentId];
    await rolloutIs(box, rollout, (one) => one.percent === 5);
    expect(routeInSnapshot(box.data, "bot")).toMatchObject({
      targets: [
        { deploymentId: stable, weight: 0.95 },
        { deploymentId: canary, weight: 0.05 },
      ],
      canary: { rolloutId: rollout.id, deploymentId: canary, stableId: stable },
    });
    expect((await getRoute(box, route.id)).targets.map((target) => target.deploymentName)).toEqual(["bot-1", "bot-2"]);
    expect(await codeOf("POST", `/api/routes/${route.id}/publish`, { modelId: await baseModelId(box) })).toBe("wrong-state");
    expect(await codeOf("DELETE", `/api/deployments/${canary}`)).toBe("in-use");
    expect(await codeOf("DELETE", `/api/routes/${route.id}`)).toBe("wrong-state");
    // A form sends back what it was shown; other weights are the rollout's business.
    const shown = (await getRoute(box, route.id)).targets.map(({ deploymentId, weight }) => ({ deploymentId, weight }));
    expect((await box.person("PUT", `/api/routes/${route.id}`, { body: { name: "bot", targets: shown } })).status).toBe(200);
    expect(
      await codeOf("PUT", `/api/routes/${route.id}`, { name: "bot", targets: [{ deploymentId: stable, weight: 1 }] }),
    ).toBeUndefined();
    expect(await codeOf("PUT", `/api/routes/${route.id}`, { name: "bot" })).toBe("wrong-state");

    const endStream = gateway.open(stable);
    gateway.answers(stable, 190, { failed: 2 });
    gateway.answers(canary, 10);
    await rolloutIs(box, rollout, (one) => one.percent === 25);
    gateway.answers(canary, 9);
    gateway.answers(stable, 1, { on: canary });
    const done = await rolloutIs(box, rollout, (one) => one.state === "done");
    expect(done.history.map(({ code, percent }) => [code, percent])).toEqual([
      ["asked", 0],
      ["ready", 5],
      ["not-worse", 25],
      ["not-worse", 100],
      ["done", 100],
    ]);
    expect(done.history[2]!.details).toMatchObject({ requests: 10, failed: 0, oldRequests: 190, oldFailed: 2, ms: 20 });
    expect(done.history[3]!.details).toMatchObject({ requests: 10, failed: 1 });
    expect(routeInSnapshot(box.data, "bot")).toMatchObject({ targets: [{ deploymentId: canary, weight: 1 }], canary: null });

    const { body: live } = await box.person("GET", `/api/routes/${route.id}/live?minutes=5`);
    const sums = live.targets.map((one: { deploymentId: string; requests: number[]; failed: number[] }) => [
      one.deploymentId,
      one.requests.reduce((a, b) => a + b),
      one.failed.reduce((a, b) => a + b),
    ]);
    expect(sums).toEqual(
      expect.arrayContaining([
        [canary, 20, 1],
        [stable, 191, 2],
      ]),
    );
    expect(live.targets[0].firstMs).toHaveLength(live.at.length);
    expect(live.targets[0].firstMs.filter((ms: number | null) => ms !== null)).toContain(20);

    expect((await getDeployment(box, stable)).wanted).toBe("running");
    endStream();
    await deploymentIs(box, stable, "stopped");
    expect((await rolloutsOf(box, route.id))[0]!.history.at(-1)).toMatchObject({
      code: "loser-stopped",
      details: { name: "bot-1" },
    });
  });

  it("back to the version before: its deployment is started again, no third one is made", async () => {
    const before = (await rolloutsOf(box, route.id))[0]!;
    const rollout = await publish(box, route.id, { tokensPerSecond: 1001 });
    expect(rollout.canaryId).toBe(before.stableId);
    await rolloutIs(box, rollout, (one) => one.percent === 5);
    // Two people press at one moment: nobody goes further than they meant to.
    const url = `/api/rollouts/${rollout.id}/promote`;
    const answers = await Promise.all([1, 2].map(() => box.person("POST", url, { body: { to: 25 } })));
    expect(answers.map(({ status, body }) => [status, body.percent])).toEqual([
      [200, 25],
      [200, 25],
    ]);
    expect((await box.person("POST", url, { body: {} })).body).toMatchObject({ percent: 100, state: "running" });
    const done = await rolloutIs(box, rollout, (one) => one.state === "done");
    expect(done.history.filter((entry) => entry.code === "promoted").map((entry) => entry.details)).toEqual([
      { by: "Ada" },
      { by: "Ada" },
    ]);
    expect(await codeOf("POST", url, {})).toBe("wrong-state");
    expect(targetsInSnapshot()).toEqual([{ deploymentId: rollout.canaryId, weight: 1 }]);
  });

  it("thrown out by the gateway: weight 0, the reason, a person is told, the new one stopped", async () => {
    const [stable] = targetsInSnapshot();
    const rollout = await publish(box, route.id, { tokensPerSecond: 1003 });
    await rolloutIs(box, rollout, (one) => one.percent === 5);
    gateway.eject(rollout);
    gateway.eject(rollout);
    const out = await rolloutIs(box, rollout, (one) => one.state === "rolled-back");
    expect(out.why).toBe("The gateway took it out: 12 of 40 answers failed.");
    expect(out.reason!.code).toBe("ejected");
    expect(out.history.filter((entry) => entry.code === "ejected")).toMatchObject([
      { percent: 0, details: { requests: 40, failures: 12 } },
    ]);
    expect(routeInSnapshot(box.data, "bot")).toMatchObject({ targets: [stable], canary: null });
    const attention = await eventually(async () =>
      (await box.person("GET", "/api/box")).body.attention.find((one: { code: string }) => one.code === "rolled-back"),
    );
    expect(attention).toMatchObject({ severity: "warning", href: `/routes/${route.id}`, details: { name: "bot" } });
    await deploymentIs(box, rollout.canaryId, "stopped");
    expect((await getDeployment(box, stable!.deploymentId)).state).toBe("ready");
  });

  it("worse than the old one: out, and what was retried elsewhere counts against it", async () => {
    const [stable] = targetsInSnapshot();
    const rollout = await publish(box, route.id, { tokensPerSecond: 1004 }, { minRequests: 100_000 });
    await rolloutIs(box, rollout, (one) => one.percent === 5);
    gateway.answers(stable!.deploymentId, 200, { failed: 2 });
    gateway.answers(rollout.canaryId, 15);
    gateway.answers(stable!.deploymentId, 10, { on: rollout.canaryId });
    const out = await rolloutIs(box, rollout, (one) => one.state === "rolled-back");
    expect(out.reason).toMatchObject({ code: "errors", details: { failed: 10, requests: 25, oldFailed: 2, oldRequests: 210 } });
  });

  it("crashes under traffic: out, with what it died of", async () => {
    const rollout = await publish(box, route.id, { tokensPerSecond: 1005 });
    await rolloutIs(box, rollout, (one) => one.percent === 5);
    const { runId } = await getDeployment(box, rollout.canaryId);
    killAll(runProcesses(box.data, runId!));
    const out = await rolloutIs(box, rollout, (one) => one.state === "rolled-back");
    expect(out.reason!.code).toBe("crashed");
    await deploymentIs(box, rollout.canaryId, "stopped");
  });

  it("cannot start: out; does not fit: refused, and nothing is left of it", async () => {
    const rollout = await publish(box, route.id, { exitCode: 3, lines: ["cursed weights"] });
    const out = await rolloutIs(box, rollout, (one) => one.state === "rolled-back");
    expect(["crashed", "down"]).toContain(out.reason!.code);
    await deploymentIs(box, rollout.canaryId, "stopped");
    const before = (await box.person("GET", "/api/deployments")).body.total;
    const body = { modelId: await baseModelId(box), engineId: "fake-serve", settings: { memoryBytes: 1e12 } };
    expect(await codeOf("POST", `/api/routes/${route.id}/publish`, body)).toBe("does-not-fit");
    expect((await box.person("GET", "/api/deployments")).body.total).toBe(before);
    expect((await rolloutsOf(box, route.id))[0]!.id).toBe(rollout.id);
  });

  it("cancelled: out at once, also while it starts; a second cancel finds it ended", async () => {
    const rollout = await publish(box, route.id, { tokensPerSecond: 1006, delayMs: 60_000 });
    expect(await codeOf("POST", `/api/rollouts/${rollout.id}/promote`, {})).toBe("wrong-state");
    const { body } = await box.person("POST", `/api/rollouts/${rollout.id}/cancel`);
    expect(body).toMatchObject({ state: "cancelled", why: "Ada cancelled it." });
    expect(await codeOf("POST", `/api/rollouts/${rollout.id}/cancel`)).toBe("wrong-state");
    await deploymentIs(box, rollout.canaryId, "stopped");
    expect((await getRoute(box, route.id)).rollout).toBeNull();
  });

  it("an old version that is also asked by its own name keeps running", async () => {
    const [stable] = (await getRoute(box, route.id)).targets;
    gateway.answers(stable!.deploymentId, 1, { name: stable!.deploymentName });
    const rollout = await publish(box, route.id, { tokensPerSecond: 1007 }, { steps: [100] });
    await rolloutIs(box, rollout, (one) => one.history.at(-1)!.code === "loser-kept");
    expect((await getDeployment(box, stable!.deploymentId)).wanted).toBe("running");
  });
});

describe("a job's result", () => {
  it("is published by itself once the job has succeeded, as the version before was served", async () => {
    const route = await createRoute(box, "tuned");
    const first = await publish(box, route.id, { tokensPerSecond: 500 }, { steps: [100], minRequests: 1 });
    await rolloutIs(box, first, (one) => one.state === "done");
    const versionId = await importRows(box);
    const body = { name: "tune", engineId: "fake-train", baseModelId: await baseModelId(box), datasetVersionId: versionId };
    expect(await codeOf("POST", "/api/jobs", { ...body, publishTo: "route_aaaaaaaaaaaa" })).toBe("not-found");
    const { body: job } = await box.person("POST", "/api/jobs", {
      body: { ...body, publishTo: route.id, recipe: { stepMs: 50 } },
    });
    expect(job.publishTo).toBe(route.id);
    expect(await codeOf("DELETE", `/api/routes/${route.id}`)).toBe("in-use");
    const { resultModelIds } = await jobEnded(box, job.id);
    const rollout = await eventually(async () => (await rolloutsOf(box, route.id)).find((one) => one.jobId === job.id));
    expect(rollout).toMatchObject({ modelId: resultModelIds!.gguf, stableId: first.canaryId, rules: { steps: [100] } });
    await rolloutIs(box, rollout, (one) => one.state === "done");
    expect((await getDeployment(box, rollout.canaryId)).settings).toEqual({ tokensPerSecond: 500 });
  });
});
