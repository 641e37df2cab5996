import { Rollout, type RouteLive } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { ladderOf, sideOf, standingOf, stepsOf } from "./rollout-standing.ts";

const start = Date.parse("2026-11-27T10:00:00.000Z");
const iso = (ms: number): string => new Date(ms).toISOString();
const entry = (percent: number): Rollout["history"][number] => ({ at: iso(start), percent, code: "ready", why: "", details: {} });
const rollout = (part: Partial<Rollout> = {}): Rollout =>
  Rollout.parse({
    id: "rol_000000000001",
    routeId: "rte_000000000001",
    projectId: "prj_000000000001",
    createdBy: "usr_000000000001",
    createdAt: iso(start),
    endedAt: null,
    state: "running",
    stableId: "dep_000000000001",
    canaryId: "dep_000000000002",
    modelId: "mdl_000000000001",
    modelName: "m",
    jobId: null,
    percent: 5,
    stepStartedAt: iso(start),
    rules: { minRequests: 20, minSeconds: 60 },
    why: null,
    reason: null,
    history: [entry(5)],
    ...part,
  });
const live = (canary: { requests: number[]; failed?: number[]; firstMs?: (number | null)[] }): RouteLive => ({
  at: [start - 60_000, start, start + 10_000],
  stepSeconds: 10,
  targets: [
    { deploymentId: "dep_000000000001", requests: [50, 100, 100], failed: [0, 1, 1], firstMs: [100, 100, 100] },
    { deploymentId: "dep_000000000002", failed: [0, 0, 0], firstMs: [null, 110, 110], ...canary },
  ],
});
const verdict = (canary: Parameters<typeof live>[0], seconds = 70) =>
  standingOf(rollout(), live(canary), start + seconds * 1000).verdict;

it("counts only what the step has seen", () => {
  expect(sideOf(live({ requests: [9, 4, 6] }), "dep_000000000002", start)).toMatchObject({ requests: 10, failed: 0 });
  expect(sideOf(live({ requests: [9, 4, 6] }), "dep_000000000002", start - 100_000).requests).toBe(19);
  expect(sideOf(undefined, "dep_000000000002", start)).toMatchObject({ requests: 0, failureRate: null, firstMs: null });
});

it("says what it waits for, and what is wrong", () => {
  expect(verdict({ requests: [0, 2, 3] })).toBe("too-few");
  expect(verdict({ requests: [0, 6, 6] })).toBe("waits");
  expect(verdict({ requests: [0, 12, 12] }, 30)).toBe("waits");
  expect(verdict({ requests: [0, 12, 12] })).toBe("fine");
  expect(verdict({ requests: [0, 6, 6], failed: [0, 2, 2] })).toBe("failing");
  expect(verdict({ requests: [0, 12, 12], firstMs: [null, 500, 500] })).toBe("slow");
  expect(standingOf(rollout({ state: "attaching", stepStartedAt: null }), undefined, start).verdict).toBe("attaching");
});

it("ends with all of the traffic, whether that was named or not", () => {
  expect(stepsOf({ steps: [5, 25] })).toEqual([5, 25, 100]);
  expect(stepsOf({ steps: [50, 100] })).toEqual([50, 100]);
});

it("knows the steps behind, the one it stands on, and the one it fell from", () => {
  const states = (part: Partial<Rollout>) => ladderOf(rollout(part)).map((s) => s.state);
  expect(states({ percent: 25 })).toEqual(["done", "now", "next"]);
  expect(states({ state: "attaching", percent: 0 })).toEqual(["next", "next", "next"]);
  expect(states({ state: "done", percent: 100 })).toEqual(["done", "done", "done"]);
  const history = [entry(5), entry(25), entry(0)];
  expect(states({ state: "rolled-back", percent: 0, history })).toEqual(["done", "failed", "next"]);
});
