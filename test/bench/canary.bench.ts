/**
 * New versions through agent and gateway together, 20 each: of those that fail as seldom as the old one, how many take over; of
 * those that fail 20 % of the time, after how many of their requests they are out, and how many failures a client saw.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Rollout, Route } from "../../agent/src/contract/route.ts";
import type { UsageLine } from "../../agent/src/contract/snapshot.ts";
import { createRoute, publish, rolloutIs } from "../support/route-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";
import { startTraffic } from "../support/traffic.ts";
import { type Bench, type Figures, median, type Round } from "./bench.ts";

const count = 20;
const clients = 16;
const failRate = { healthy: 0.01, failing: 0.2, stable: 0.01, soundStable: 0 };
/** As a new route has them, but for the minute each step takes at least. */
const rules = { minSeconds: 0 };
let box: Box;
let key = { id: "", secret: "" };
/** Versions differ in it, or a new one would be an old one started again. */
let speed = 2000;

export const bench: Bench = {
  name: "canary",
  rounds: 1,
  sides: ["healthy", "failing"],
  async prepare() {
    box = await startBox({ gateway: true });
    await box.claim();
    const made = (await box.person("POST", "/api/keys", { body: { name: "bench" } })).body;
    key = { id: made.key.id, secret: made.secret };
  },
  run: (side) => (side === "healthy" ? healthyOnes() : failingOnes()),
  finish: async () => box?.stop(),
  ratios: (rounds) => ({
    healthyAt100: figure(rounds, "healthy", "tookOver") / count,
    failingOut: figure(rounds, "failing", "out") / count,
    failingMostRequests: figure(rounds, "failing", "mostRequests"),
    failuresAtClients: figure(rounds, "failing", "failedAtClients"),
  }),
};
const figure = (rounds: Round[], side: string, name: string) =>
  median(rounds.map(({ sides }) => sides[side]?.[name] ?? Number.NaN));

/** Each new version takes the place of the one before. */
async function healthyOnes(): Promise<Figures> {
  const route = await routeWith("healthy", failRate.stable);
  const traffic = startTraffic({ port: box.gateway().port, key, model: route.name, clients, pauseMs: 0 });
  let tookOver = 0;
  const from = Date.now();
  try {
    for (let n = 0; n < count; n += 1) {
      const end = await endOf(route, failRate.healthy);
      if (end.state === "done") tookOver += 1;
      say(n, end);
    }
  } finally {
    await traffic.stop();
  }
  const seconds = Math.round((Date.now() - from) / 1000);
  return { tookOver, of: count, asked: traffic.asked(), failedAtClients: traffic.failed().length, seconds };
}

async function failingOnes(): Promise<Figures> {
  const route = await routeWith("failing", failRate.soundStable);
  const traffic = startTraffic({ port: box.gateway().port, key, model: route.name, clients, pauseMs: 0 });
  const ends: Rollout[] = [];
  try {
    for (let n = 0; n < count; n += 1) {
      ends.push(await endOf(route, failRate.failing));
      say(n, ends.at(-1)!);
    }
  } finally {
    await traffic.stop();
  }
  for (const line of traffic.failed().slice(0, 5)) process.stderr.write(`  failed: ${line}\n`);
  const requests = requestsOf(ends);
  return {
    out: ends.filter((one) => one.state === "rolled-back").length,
    of: count,
    mostRequests: Math.max(...requests),
    medianRequests: median(requests),
    asked: traffic.asked(),
    failedAtClients: traffic.failed().length,
  };
}

async function routeWith(name: string, rate: number): Promise<Route> {
  const route = await createRoute(box, name);
  await rolloutIs(box, await next(route, rate), (one) => one.state === "done");
  return route;
}
function next(route: Route, rate: number): Promise<Rollout> {
  speed += 1;
  return publish(box, route.id, { tokensPerSecond: speed, failRate: rate }, { minRequests: 50, ...rules });
}
async function endOf(route: Route, rate: number): Promise<Rollout> {
  return rolloutIs(box, await next(route, rate), (one) => one.endedAt !== null);
}

/** How many answers each of them gave or failed at, by the gateway's own lines. */
function requestsOf(ends: readonly Rollout[]): number[] {
  const counts = new Map(ends.map(({ canaryId }) => [canaryId, 0]));
  const add = (id: string) => counts.has(id) && counts.set(id, counts.get(id)! + 1);
  const dir = path.join(box.data, "usage");
  for (const file of readdirSync(dir)) {
    for (const text of readFileSync(path.join(dir, file), "utf8").split("\n")) {
      if (!text.startsWith('{"t":"end"')) continue;
      const line = JSON.parse(text) as Extract<UsageLine, { t: "end" }>;
      add(line.deployment);
      for (const id of line.failedOn ?? []) add(id);
    }
  }
  return [...counts.values()];
}

const say = (n: number, { state, percent, why }: Rollout) =>
  process.stderr.write(`  ${n + 1} of ${count}: ${state} at ${percent} %, ${why}\n`);
