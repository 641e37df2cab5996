import type { Deployment, Model } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { pickSides } from "./pick-sides.ts";

const deployment = (name: string, modelId: string, createdAt = "2026-01-01T00:00:00Z") =>
  ({ id: name, name, modelId, createdAt, state: "ready" }) as Deployment;
const models = [
  { id: "base", lineage: { jobId: null } },
  { id: "tuned", lineage: { jobId: "job" } },
] as Model[];
const all = [deployment("plain", "base"), deployment("old", "tuned"), deployment("new", "tuned", "2026-02-01T00:00:00Z")];
const names = (left: string, right: string) => {
  const sides = pickSides(all, models, left, right);
  return [sides.left?.name ?? null, sides.right?.name ?? null];
};

it("puts the base left and the newest tuned model right", () => expect(names("", "")).toEqual(["plain", "new"]));
it("does as the address says", () => expect(names("new", "old")).toEqual(["new", "old"]));
it("leaves a side empty when asked", () => expect(names("none", "new")).toEqual([null, "new"]));
it("never shows one deployment on both sides by itself", () =>
  expect(pickSides([all[1]!], models, "", "")).toEqual({ left: null, right: all[1] }));
