/** While nothing can answer: told so with progress, or kept waiting where the route says so. */
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { DeploymentSnapshot } from "../../agent/src/contract/snapshot.ts";
import { ask, open, question } from "../support/ask-gateway.ts";
import { type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  replicaAt,
  routeTo,
  startGateway,
  type TestGateway,
  usageLines,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
let revision = 0;
beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`);
  gateway = await startGateway(data);
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});
afterEach(() => publish({}));

const loading = (more: Partial<DeploymentSnapshot> = {}) => deploymentAt(null, more);
async function publish(how: {
  deployment?: DeploymentSnapshot;
  queue?: { limit: number; waitMs: number } | null;
}): Promise<void> {
  revision += 1;
  const { deployment = deploymentAt(engine.socket), queue = null } = how;
  const policy = { queue, timeoutMs: null, maxTokens: null, systemPrompt: null };
  writeSnapshot(data, [deployment], { revision, routes: [routeTo([deployment], { policy })] });
  const wanted = revision;
  await expect.poll(async () => (await (await fetch(`${gateway.url}/healthz`)).json()).revision).toBe(wanted);
}
const waitFor = (count: number, at = gateway) =>
  expect.poll(async () => (await (await fetch(`${at.url}/healthz`)).json()).waiting, { timeout: 20_000 }).toBe(count);

it("a model that loads: 503 with state, progress, eta, and when to come back", async () => {
  await publish({ deployment: loading({ loading: { since: Date.now() - 5000, usualSeconds: 20 } }) });
  const reply = await ask(gateway.port, question);
  const { error } = JSON.parse(reply.text);
  expect(reply.status).toBe(503);
  expect(error).toMatchObject({ code: "model_not_ready", state: "starting", message: expect.stringContaining("helpdesk") });
  expect(error.progress).toBeGreaterThanOrEqual(0.25);
  expect(error.eta_seconds).toBeLessThanOrEqual(15);
  expect(reply.headers["retry-after"]).toBe(String(error.eta_seconds));
  expect(reply.headers).toMatchObject({ "x-sluice-route": "helpdesk", "x-sluice-deployment": "helpdesk" });
  expect(reply.headers["x-sluice-model"]).toBe("tuned@0123456789ab");
});

it("every answer has a request id, also a refusal, and no two the same", async () => {
  const replies = await Promise.all([
    ask(gateway.port, question),
    ask(gateway.port, question, { key: null }),
    ask(gateway.port, { ...question, model: "nobody" }),
    ask(gateway.port, undefined, { path: "/v1/models" }),
  ]);
  expect(replies.map((reply) => reply.status)).toEqual([200, 401, 404, 200]);
  const ids = replies.map((reply) => reply.headers["x-request-id"]);
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^req_[a-z0-9]+$/);
});

it("a route that lets wait: whoever waits is answered as soon as the model is there, in one line with the time", async () => {
  await publish({ deployment: loading(), queue: { limit: 10, waitMs: 60_000 } });
  const waiting = [true, false].map((stream) => ask(gateway.port, { ...question, stream }));
  await waitFor(2);
  await publish({ queue: { limit: 10, waitMs: 60_000 } });
  for (const reply of await Promise.all(waiting)) {
    expect(reply.status).toBe(200);
    const lines = usageLines(data).filter((line) => line.t !== "event" && line.id === reply.headers["x-request-id"]);
    expect(lines).toHaveLength(2);
    const end = lines.find((line) => line.t === "end");
    expect(end?.t === "end" && end.queueMs).toBeGreaterThan(0);
    expect(end?.t === "end" && end.totalMs - end.queueMs).toBeGreaterThanOrEqual(0);
  }
});

it("one too many is told that the queue is full; a client that hangs up makes room", async () => {
  await publish({ deployment: loading(), queue: { limit: 2, waitMs: 60_000 } });
  const stop = new AbortController();
  const first = ask(gateway.port, question, { signal: stop.signal }).catch(() => "gone");
  const second = ask(gateway.port, question);
  await waitFor(2);
  const refused = await ask(gateway.port, question);
  expect(refused.status).toBe(503);
  expect(refused.headers["retry-after"]).toBe("4");
  expect(JSON.parse(refused.text).error).toMatchObject({ code: "queue_full", message: expect.stringContaining("2 requests") });
  stop.abort();
  expect(await first).toBe("gone");
  await waitFor(1);
  const third = ask(gateway.port, question);
  await waitFor(2);
  await publish({ queue: { limit: 2, waitMs: 60_000 } });
  expect([(await second).status, (await third).status]).toEqual([200, 200]);
});

it("nobody waits longer than the route allows, and nobody is billed for waiting", async () => {
  await publish({ deployment: loading(), queue: { limit: 10, waitMs: 200 } });
  const reply = await ask(gateway.port, question);
  expect(reply.status).toBe(503);
  expect(JSON.parse(reply.text).error).toMatchObject({ code: "model_not_ready", state: "starting" });
  expect(usageLines(data).filter((line) => line.t !== "event" && line.id === reply.headers["x-request-id"])).toEqual([]);
});

it("an engine that just died: the question waits for its next life", async () => {
  const queue = { limit: 10, waitMs: 60_000 };
  await publish({ deployment: deploymentAt(`${data}/nobody.sock`), queue });
  const waiting = ask(gateway.port, question);
  await waitFor(1);
  await publish({
    deployment: deploymentAt(engine.socket, { replicas: [replicaAt(engine.socket, { runId: "run_second00" })] }),
    queue,
  });
  const reply = await waiting;
  expect(reply.status).toBe(200);
  const end = usageLines(data).find((line) => line.t === "end" && line.id === reply.headers["x-request-id"]);
  expect(end).toMatchObject({ tries: 2, completion: 5 });
});

it("one that sleeps: told so, and asked to wake once, where that is allowed; whoever waits in a queue asks too", async () => {
  const asleep = (more: object) => loading({ state: "asleep", loading: null, retryAfterSeconds: 9, ...more });
  const asked = () =>
    usageLines(data).flatMap((line) => (line.t === "event" && line.kind === "wake-asked" ? [line.deployment] : []));
  await publish({ deployment: asleep({}) });
  const reply = await ask(gateway.port, question);
  expect([reply.status, reply.headers["retry-after"], JSON.parse(reply.text).error.state]).toEqual([503, "9", "asleep"]);
  expect(asked()).toEqual([]);
  await publish({ deployment: asleep({ wakeOnDemand: true }) });
  for (let n = 0; n < 3; n++) expect((await ask(gateway.port, question)).status).toBe(503);
  const { id } = deploymentAt(null);
  expect(asked()).toEqual([id]);
  const other = { id: "dep_sleeper0", wakeOnDemand: true };
  await publish({ deployment: asleep(other), queue: { limit: 10, waitMs: 60_000 } });
  const waiting = ask(gateway.port, question);
  await waitFor(1);
  expect(asked()).toEqual([id, other.id]);
  await publish({ deployment: deploymentAt(engine.socket, { id: other.id }), queue: { limit: 10, waitMs: 60_000 } });
  expect((await waiting).status).toBe(200);
});

it("a gateway that is stopped lets those who wait go on, for as long as it drains", async () => {
  await publish({ deployment: loading(), queue: { limit: 10, waitMs: 60_000 } });
  const second = await startGateway(data);
  const waiting = open(second.port, question);
  await waitFor(1, second);
  const gone = second.kill("SIGTERM");
  // Its port is closed: it drains.
  await expect
    .poll(() =>
      fetch(`${second.url}/healthz`).then(
        () => "open",
        () => "closed",
      ),
    )
    .toBe("closed");
  await publish({ queue: { limit: 10, waitMs: 60_000 } });
  expect((await waiting).res.statusCode).toBe(200);
  expect(await gone).toBe(0);
});
