import type { Deployment, Model, Route } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { askables, stateOf } from "./askables.ts";
import { pickSides } from "./pick-sides.ts";

const deployment = (name: string, modelId: string, createdAt = "2026-01-01T00:00:00Z") =>
  ({ id: name, name, modelId, createdAt, state: "ready", gives: ["chat"] }) as unknown as Deployment;
const models = [
  { id: "base", lineage: { jobId: null } },
  { id: "tuned", lineage: { jobId: "job" } },
] as Model[];
const deployments = [deployment("plain", "base"), deployment("old", "tuned"), deployment("new", "tuned", "2026-02-01T00:00:00Z")];
const route = (name: string, weights: Record<string, number>, more: object = {}) => {
  const targets = Object.entries(weights).map(([deploymentId, weight]) => ({ deploymentId, weight, state: "ready" }));
  return { name, aliases: [], fallbacks: [], targets, ...more } as unknown as Route;
};
const names = (left: string, right: string, all = askables([], deployments)) => {
  const sides = pickSides(all, models, left, right);
  return [sides.left?.name ?? null, sides.right?.name ?? null];
};

it("puts the base left and the newest tuned model right", () => expect(names("", "")).toEqual(["plain", "new"]));
it("does as the address says", () => expect(names("new", "old")).toEqual(["new", "old"]));
it("leaves a side empty when asked", () => expect(names("none", "new")).toEqual([null, "new"]));
it("never shows one deployment on both sides by itself", () => {
  const [tuned] = askables([], [deployments[1]!]);
  expect(pickSides([tuned!], models, "", "")).toEqual({ left: null, right: tuned });
});

it("asks a public name as clients do, by an alias too, and names only what can chat", () => {
  const bot = route("bot", { old: 5, new: 95 }, { aliases: ["support"] });
  const vectors = { ...deployment("vectors", "base"), gives: ["embeddings"] } as Deployment;
  const routes = [bot, route("plain", { plain: 1 }), route("nowhere", {}), route("search", { vectors: 1 })];
  const all = askables(routes, [...deployments, vectors]);
  expect(all.map((one) => [one.name, one.deployment.id, one.route !== null])).toEqual([
    ["old", "old", false],
    ["new", "new", false],
    ["bot", "new", true],
    ["plain", "plain", true],
  ]);
  expect(names("plain", "support", all)).toEqual(["plain", "bot"]);
  expect(names("", "", all)).toEqual(["plain", "new"]);
});

it("a name is ready as soon as one that gets its questions is", () => {
  const down = { ...deployments[0]!, state: "stopped" } as Deployment;
  const of = (weights: Record<string, number>) =>
    stateOf({ name: "a", aliases: [], route: route("a", weights), deployment: down });
  expect([of({ plain: 0 }), of({ plain: 0, new: 1 })]).toEqual(["stopped", "ready"]);
});
