/** A model on trial beside the old one: its failures reach nobody, and it is out by itself when it is worse. */
import { readdirSync, statSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RolloutRules } from "../../agent/src/contract/route.ts";
import type { UsageEvent } from "../../agent/src/contract/snapshot.ts";
import { ask, chatPath, question } from "../support/ask-gateway.ts";
import { type Behaviour, type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  replicaAt,
  routeTo,
  startGateway,
  type TestGateway,
  testKey,
  usageLines,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let gateway: TestGateway;
let old: FakeUpstream;
let canary: FakeUpstream;
/** What the n-th question to each gets. */
let oldDoes: (n: number) => Behaviour = () => ({});
let canaryDoes: (n: number) => Behaviour = () => ({});
let [oldAsked, canaryAsked] = [0, 0];
let revision = 0;

beforeAll(async () => {
  data = newDataFolder();
  old = await startFakeUpstream(`${data}/old.sock`, () => oldDoes(oldAsked++));
  canary = await startFakeUpstream(`${data}/new.sock`, () => canaryDoes(canaryAsked++));
  gateway = await startGateway(data);
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await old.stop();
  await canary.stop();
  removeDataFolder(data);
});

const rules: RolloutRules = { steps: [5, 25, 100], minRequests: 50, minSeconds: 60, maxExtraErrorRate: 0.1, maxLatencyRatio: 3 };
async function rollOut(rolloutId: string, percent: number, spentUpTo: Record<string, number> = {}): Promise<void> {
  revision += 1;
  [oldAsked, canaryAsked] = [0, 0];
  const stable = deploymentAt(old.socket, { name: "v1", replicas: [replicaAt(old.socket, { runId: `run_old${rolloutId}` })] });
  const next = deploymentAt(canary.socket, {
    name: "v2",
    replicas: [replicaAt(canary.socket, { runId: `run_new${rolloutId}` })],
  });
  const route = routeTo([stable, next], {
    name: "helpdesk",
    targets: [
      { deploymentId: stable.id, weight: 100 - percent },
      { deploymentId: next.id, weight: percent },
    ],
    canary: { rolloutId, deploymentId: next.id, stableId: stable.id, rules },
  });
  writeSnapshot(data, [stable, next], { revision, routes: [route], spentUpTo });
  await reads(revision);
}
const reads = (wanted: number) =>
  expect.poll(async () => (await (await fetch(`${gateway.url}/healthz`)).json()).revision).toBe(wanted);
const eventsOf = (rolloutId: string) =>
  usageLines(data).filter((line): line is UsageEvent => line.t === "event" && line.rolloutId === rolloutId);
/** Over kept connections: there are thousands. */
const askMany = async (times: number, more: object = {}) => {
  const statuses: number[] = [];
  const headers = { authorization: `Bearer ${testKey}`, "content-type": "application/json" };
  const body = JSON.stringify({ ...question, ...more });
  for (let n = 0; n < times; n++) {
    const reply = await fetch(`${gateway.url}${chatPath}`, { method: "POST", headers, body });
    await reply.text();
    statuses.push(reply.status);
  }
  return statuses;
};
/** The same draws in every run. */
const failing = (rate: number, seed: number, how: Behaviour) => (n: number) =>
  ((Math.imul(n + seed * 7919, 0x9e3779b1) ^ Math.imul(n + seed, 0x85ebca6b)) >>> 0) / 2 ** 32 < rate ? how : {};

describe.each<[string, Behaviour, object]>([
  ["answers 500", { status: 500, body: "{}" }, {}],
  ["drops the connection", { dieAfter: 0 }, { stream: true }],
])("a canary that fails 20 % of the time (%s)", (name, bad, more) => {
  it("is out within 100 of its requests, and not one failure reaches a client", async () => {
    const rolloutId = `rol_${name.slice(0, 5)}`;
    canaryDoes = failing(0.2, 1, bad);
    await rollOut(rolloutId, 50);
    const statuses = await askMany(220, more);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    const [event, ...others] = eventsOf(rolloutId);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ kind: "ejected", route: "helpdesk", deployment: "dep_v2aaaaaa" });
    expect(event?.why).toMatch(/^\d+ of its \d+ requests failed \(.* %\); .*\.$/);
    expect(event?.requests).toBeLessThanOrEqual(100);
    expect(canaryAsked).toBe(event?.requests);
  });
});

it("answers that break off in the middle count, too", async () => {
  canaryDoes = failing(0.3, 2, { tokens: 10, dieAfter: 4 });
  await rollOut("rol_broke", 50);
  const body = { ...question, stream: true };
  await expect
    .poll(async () => (await ask(gateway.port, body)) && eventsOf("rol_broke").length, { interval: 1, timeout: 20_000 })
    .toBe(1);
  expect(canaryAsked).toBeLessThanOrEqual(100);
});

it("one that is much slower is out, with both times in the reason", async () => {
  canaryDoes = () => ({ gapMs: 150 });
  await rollOut("rol_slow", 50);
  for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 16 }, () => askMany(1)));
  expect(eventsOf("rol_slow")[0]?.why).toMatch(/longer than \d{3} ms .* old deployment it was \d+ ms/);
});

it("what its clients hang up on, or ask wrongly, is not its fault", async () => {
  canaryDoes = () => ({ status: 400, body: "{}" });
  await rollOut("rol_wrong", 50);
  await askMany(60);
  expect(eventsOf("rol_wrong")).toEqual([]);
});

it("healthy ones stay, 20 of 20 (1 % errors on both sides)", async () => {
  for (let n = 0; n < 20; n++) {
    oldDoes = failing(0.01, 100 + n, { status: 500, body: "{}" });
    canaryDoes = failing(0.01, 200 + n, { status: 500, body: "{}" });
    await rollOut(`rol_healthy${n}`, 50);
    await Promise.all(Array.from({ length: 4 }, () => askMany(20)));
    expect(canaryAsked).toBeGreaterThan(30);
    expect(eventsOf(`rol_healthy${n}`)).toEqual([]);
  }
  oldDoes = () => ({});
});

describe("after the ejection", () => {
  it("it holds until a snapshot has read the line, through a restart of the gateway", async () => {
    canaryDoes = () => ({ status: 500, body: "{}" });
    await rollOut("rol_holds", 50);
    await askMany(40);
    expect(eventsOf("rol_holds")).toHaveLength(1);
    await rollOut("rol_holds", 50);
    await askMany(20);
    expect(canaryAsked).toBe(0);
    await gateway.kill("SIGKILL");
    gateway = await startGateway(data);
    await askMany(20);
    expect(canaryAsked).toBe(0);
    // The agent has read the whole file and still gives it weight: its word counts.
    const files = readdirSync(`${data}/usage`);
    const spentUpTo = Object.fromEntries(files.map((file) => [file, statSync(`${data}/usage/${file}`).size]));
    canaryDoes = () => ({});
    await rollOut("rol_holds", 50, spentUpTo);
    await askMany(20);
    expect(canaryAsked).toBeGreaterThan(5);
  });

  it("sticky callers go to the canary as it grows, back when it is out, and never to and fro", async () => {
    canaryDoes = () => ({});
    const people = Array.from({ length: 60 }, (_, n) => `person-${n}`);
    const sideOf = async () => {
      const replies = [];
      for (const id of people) replies.push(await ask(gateway.port, question, { headers: { "x-conversation-id": id } }));
      return replies.map((reply) => reply.headers["x-sluice-deployment"]);
    };
    await rollOut("rol_sticky", 5);
    const few = await sideOf();
    expect(await sideOf()).toEqual(few);
    await rollOut("rol_sticky", 25);
    const some = await sideOf();
    for (const [n, side] of few.entries()) if (side === "v2") expect(some[n]).toBe("v2");
    const share = some.filter((side) => side === "v2").length;
    expect(share).toBeGreaterThan(few.filter((side) => side === "v2").length);
    expect(share).toBeLessThan(30);
  });
});
