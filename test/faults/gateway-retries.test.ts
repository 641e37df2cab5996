/** Engines that fail before the client's first byte: somebody else answers, once, and the books have one line. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask, eventsOf, question } from "../support/ask-gateway.ts";
import { type Behaviour, type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
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
let gateway: TestGateway;
let revision = 0;
/** What each engine does now. */
const does: Record<"one" | "two" | "spare", Behaviour> = { one: {}, two: {}, spare: {} };
const engines = {} as Record<keyof typeof does, FakeUpstream>;

beforeAll(async () => {
  data = newDataFolder();
  for (const name of ["one", "two", "spare"] as const) {
    engines[name] = await startFakeUpstream(`${data}/${name}.sock`, (asked) => (asked.path === "/metrics" ? {} : does[name]));
  }
  await publish();
  gateway = await startGateway(data);
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  for (const engine of Object.values(engines)) await engine.stop();
  removeDataFolder(data);
});
afterEach(async () => {
  Object.assign(does, { one: {}, two: {}, spare: {} });
  await publish();
});

/** `helpdesk` has two replicas, `spare` is its fallback. New run ids: no engine has a past. */
async function publish(timeoutMs: number | null = null): Promise<void> {
  revision += 1;
  const replicas = (["one", "two"] as const).map((name) =>
    replicaAt(engines[name].socket, { runId: `run_${name}${revision}`, secret: name }),
  );
  const main = deploymentAt(engines.one.socket, { replicas, price: { input: 1000, output: 2000, cached: 500 } });
  const spare = deploymentAt(engines.spare.socket, {
    ...{ name: "spare", modelId: "mod_spare000", modelVersion: "基础 模型@ab12" },
    replicas: [replicaAt(engines.spare.socket, { runId: `run_spare${revision}` })],
  });
  const alone = deploymentAt(engines.one.socket, { name: "alone", replicas: [replicas[0]!] });
  const policy = { queue: null, timeoutMs, maxTokens: null, systemPrompt: null };
  const routes = [routeTo([main], { fallbacks: [spare.id], policy }), routeTo([alone], { policy, aliases: ["solo"] })];
  writeSnapshot(data, [main, spare, alone], { revision, routes });
  if (gateway) await expect.poll(async () => (await (await fetch(`${gateway.url}/healthz`)).json()).revision).toBe(revision);
}
const questionsTo = (name: keyof typeof does) => engines[name].asked.filter((one) => one.path !== "/metrics").length;
const linesOf = (id: unknown) => usageLines(data).filter((line) => line.t !== "event" && line.id === id && line.t !== "mark");
const endOf = (id: unknown) => linesOf(id).find((line) => line.t === "end");
/** A conversation whose prompts are drawn to this engine. */
async function conversationAt(name: "one" | "two"): Promise<string> {
  for (let n = 0; n < 100; n++) {
    const before = questionsTo(name);
    await ask(gateway.port, question, { headers: { "x-conversation-id": `c${n}` } });
    if (questionsTo(name) > before) return `c${n}`;
  }
  throw new Error("All conversations go to the same engine.");
}

describe.each<[string, Behaviour]>([
  ["drops the connection", { dieAfter: 0 }],
  ["answers 500", { status: 500, body: '{"error":{"message":"out of memory"}}' }],
  ["gives no first byte in time", { firstMs: 60_000 }],
  ["breaks off a whole answer", { dieInBody: true }],
])("an engine that %s", (_name, bad) => {
  it("the other replica answers; one line, two tries; the next time the same", async () => {
    await publish(300);
    const conversation = await conversationAt("one");
    does.one = bad;
    for (const stream of bad.dieInBody ? [false] : [false, true]) {
      const [first, second] = [questionsTo("one"), questionsTo("two")];
      const reply = await ask(gateway.port, { ...question, stream }, { headers: { "x-conversation-id": conversation } });
      expect(reply.status).toBe(200);
      expect(reply.text).toContain("t4");
      expect([questionsTo("one") - first, questionsTo("two") - second]).toEqual([1, 1]);
      expect(linesOf(reply.headers["x-request-id"])).toHaveLength(2);
      expect(endOf(reply.headers["x-request-id"])).toMatchObject({ status: 200, tries: 2, completion: 5, cut: null });
    }
  });

  it("both replicas: the fallback answers under its own name and price", async () => {
    await publish(300);
    Object.assign(does, { one: bad, two: bad });
    const before = questionsTo("one") + questionsTo("two");
    const reply = await ask(gateway.port, question);
    expect(reply.status).toBe(200);
    expect(questionsTo("one") + questionsTo("two") - before).toBe(2);
    expect(reply.headers).toMatchObject({ "x-sluice-deployment": "spare", "x-sluice-route": "helpdesk" });
    expect(decodeURIComponent(String(reply.headers["x-sluice-model"]))).toBe("基础 模型@ab12");
    expect(endOf(reply.headers["x-request-id"])).toMatchObject({
      ...{ tries: 3, deployment: "dep_spareaaa", model: "mod_spare000", route: "helpdesk", cost: 0 },
    });
  });
});

describe("nobody is left", () => {
  it("what the last engine said is told, with its status", async () => {
    for (const name of ["one", "two", "spare"] as const)
      does[name] = { status: 500, body: '{"error":{"code":500,"message":"cannot","type":"server_error"}}' };
    const reply = await ask(gateway.port, question);
    expect(reply.status).toBe(500);
    expect(JSON.parse(reply.text).error.message).toBe("cannot");
    expect(endOf(reply.headers["x-request-id"])).toMatchObject({ status: 500, tries: 3, prompt: 0, completion: 0 });
  });

  it("a time-out is a 504 that names the limit", async () => {
    await publish(200);
    does.one = { firstMs: 60_000 };
    const reply = await ask(gateway.port, { ...question, model: "solo" });
    expect(reply.status).toBe(504);
    expect(JSON.parse(reply.text).error).toMatchObject({ code: "engine_timeout", message: expect.stringContaining("0.2 s") });
    expect(reply.headers).toMatchObject({ "x-sluice-deployment": "alone", "x-sluice-route": "alone" });
    expect(endOf(reply.headers["x-request-id"])).toMatchObject({ status: 504, cut: "engine" });
    await expect.poll(() => engines.one.aborted()).toBeGreaterThan(0);
  });

  it("the clock stops at the first byte: a long answer is no time-out", async () => {
    await publish(150);
    does.one = { tokens: 8, gapMs: 50 };
    const reply = await ask(gateway.port, { ...question, model: "alone", stream: true });
    expect(eventsOf(reply.text).at(-1)).toBe("[DONE]");
  });
});

it("a refusal is an answer: 4xx is asked of nobody else", async () => {
  Object.assign(does, { one: { status: 422, body: '{"error":{"message":"no"}}' }, two: { status: 422, body: "{}" } });
  const before = questionsTo("one") + questionsTo("two") + questionsTo("spare");
  const reply = await ask(gateway.port, question);
  expect(reply.status).toBe(422);
  expect(questionsTo("one") + questionsTo("two") + questionsTo("spare") - before).toBe(1);
  expect(reply.headers["x-sluice-deployment"]).toBe("helpdesk");
  expect(endOf(reply.headers["x-request-id"])).toMatchObject({ status: 422, tries: 1 });
});

it("an engine that keeps failing is left alone for a moment, tried again, and taken back", async () => {
  does.one = { status: 500, body: "{}" };
  const solo = { ...question, model: "solo" };
  for (let n = 0; n < 5; n++) expect((await ask(gateway.port, solo)).status).toBe(500);
  const before = questionsTo("one");
  const refused = await ask(gateway.port, solo);
  expect(refused.status).toBe(503);
  expect(JSON.parse(refused.text).error).toMatchObject({ code: "model_not_ready", state: "failing" });
  expect(refused.headers["retry-after"]).toBe("1");
  expect(questionsTo("one")).toBe(before);
  does.one = {};
  await expect.poll(async () => (await ask(gateway.port, solo)).status, { interval: 100, timeout: 10_000 }).toBe(200);
  expect(questionsTo("one")).toBe(before + 1);
  const events = usageLines(data).filter((line) => line.t === "event" && line.deployment === "dep_aloneaaa");
  expect(events).toMatchObject([
    { kind: "circuit-opened", requests: 5, failures: 5, why: expect.stringMatching(/^.{20,}\.$/) },
    { kind: "circuit-closed" },
  ]);
});

describe("several replicas", () => {
  it("a conversation stays with one engine, many spread over both", async () => {
    const [first, second] = [questionsTo("one"), questionsTo("two")];
    for (let n = 0; n < 20; n++) await ask(gateway.port, question, { headers: { "x-conversation-id": "steady" } });
    const moved = [questionsTo("one") - first, questionsTo("two") - second];
    expect(moved.sort((a, b) => a - b)).toEqual([0, 20]);
    for (let n = 0; n < 40; n++) await ask(gateway.port, { ...question, prompt_cache_key: `k${n}` });
    expect(questionsTo("one") - first).toBeGreaterThan(5);
    expect(questionsTo("two") - second).toBeGreaterThan(5);
  });

  it("goes to the other one when the queue of its own is much longer: by the engine's word, and by what is under way", async () => {
    const conversation = await conversationAt("one");
    const headers = { "x-conversation-id": conversation };
    does.one = { gapMs: 300 };
    const before = questionsTo("two");
    await Promise.all(Array.from({ length: 12 }, () => ask(gateway.port, question, { headers })));
    expect(questionsTo("two") - before).toBeGreaterThanOrEqual(3);
  });

  it("one that drains gets nothing new; its streams end in peace", async () => {
    const conversation = await conversationAt("one");
    const headers = { "x-conversation-id": conversation };
    does.one = { tokens: 20, gapMs: 50 };
    const from = engines.one.asked.length;
    const last = ask(gateway.port, { ...question, stream: true }, { headers });
    // Not the last it was asked: its metrics are asked each second.
    await expect.poll(() => engines.one.asked.slice(from).some(({ body }) => body.stream === true)).toBe(true);
    const replicas = (["one", "two"] as const).map((name) =>
      replicaAt(engines[name].socket, { runId: `run_${name}${revision}`, draining: name === "one" }),
    );
    revision += 1;
    writeSnapshot(data, [deploymentAt(engines.one.socket, { replicas })], { revision });
    await expect.poll(async () => (await (await fetch(`${gateway.url}/healthz`)).json()).revision).toBe(revision);
    const before = questionsTo("one");
    for (let n = 0; n < 10; n++) await ask(gateway.port, question, { headers: { "x-conversation-id": `d${n}` } });
    expect(questionsTo("one")).toBe(before);
    const events = eventsOf((await last).text);
    expect(events).toHaveLength(23);
    expect(events.at(-1)).toBe("[DONE]");
  });
});
