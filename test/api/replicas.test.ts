/** Several engines behind one deployment, over HTTP: one may fail, grow and shrink, and no answer is lost by it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baseModelId, deploymentIs, getDeployment } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { killAll, runProcesses } from "../support/processes.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let secret: string;
let id: string;
beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
  secret = (await box.person("POST", "/api/keys", { body: { name: "app" } })).body.secret;
  const settings = { tokensPerSecond: 20 };
  const body = { name: "many", modelId: await baseModelId(box), engineId: "fake-serve", settings, replicas: 2 };
  id = (await box.person("POST", "/api/deployments", { body })).body.id;
});
afterAll(() => box.stop());

const standing = async () => (await getDeployment(box, id)).replicaStates;
const allReady = (count: number) =>
  eventually(async () => {
    const states = await standing();
    return states.length === count && states.every(({ state }) => state === "ready") && states;
  });
const askFor = (content: string) =>
  fetch(`${box.gateway().url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "many", stream: true, messages: [{ role: "user", content }] }),
  });

describe("replicas", () => {
  it("each is a run of its own, with a name and memory of its own", async () => {
    const states = await allReady(2);
    expect(new Set(states.map(({ runId }) => runId)).size).toBe(2);
    const { running } = (await box.person("GET", "/api/box")).body;
    const mine = running.filter((run: { ownerId: string }) => run.ownerId === id);
    expect(mine.map((run: { label: string }) => run.label).sort()).toEqual(["many", "many #2"]);
    const { memoryBytes } = await getDeployment(box, id);
    expect(memoryBytes).toBe(2 * mine[0].memoryBytes);
  });

  it("one crashes: the deployment stays ready, and the other comes back", async () => {
    const [first] = await allReady(2);
    killAll(runProcesses(box.data, first!.runId!));
    await eventually(async () => (await standing())[0]!.runId !== first!.runId);
    expect((await getDeployment(box, id)).state).toBe("ready");
    const again = await allReady(2);
    expect(again[0]).toMatchObject({ restarts: 1 });
  });

  it("grows, and shrinks only when the answers under way have ended", async () => {
    const put = (replicas: number) => box.person("PUT", `/api/deployments/${id}`, { body: { replicas } });
    expect((await put(0)).body.error.code).toBe("bad-input");
    expect((await put(3)).body.replicas).toBe(3);
    await allReady(3);
    const long = Array.from({ length: 30 }, (_, n) => `word${n}`).join(" ");
    const answers = await Promise.all(Array.from({ length: 6 }, () => askFor(long)));
    await put(1);
    for (const answer of answers) expect(await answer.text()).toContain("data: [DONE]");
    const left = await allReady(1);
    expect(left[0]!.slot).toBe(0);
    expect((await askFor("Hi")).status).toBe(200);
  });

  it("stopped and deleted with all of them, whatever a new agent finds", async () => {
    await box.person("PUT", `/api/deployments/${id}`, { body: { replicas: 2 } });
    const before = await allReady(2);
    await box.killAgent("SIGKILL");
    await box.startAgain();
    expect((await allReady(2)).map(({ runId }) => runId)).toEqual(before.map(({ runId }) => runId));
    await box.person("POST", `/api/deployments/${id}/stop`);
    await deploymentIs(box, id, "stopped");
    await eventually(async () => before.every(({ runId }) => runProcesses(box.data, runId!).length === 0));
    await box.person("DELETE", `/api/deployments/${id}`);
    expect((await box.person("GET", "/api/deployments")).body.data).toEqual([]);
  });
});
