import { describe, expect, it } from "vitest";
import { RolloutRules, RoutePolicy } from "../../contract/route.ts";
import type { DeploymentRecord } from "../../store/box/deployments.ts";
import type { RolloutRecord } from "../../store/box/rollouts.ts";
import type { RouteRecord } from "../../store/box/routes.ts";
import { freeName } from "../rollouts/free-name.ts";
import { checkNames } from "./check-names.ts";
import { modelVersion } from "./model-version.ts";
import { routeSnapshots } from "./route-snapshot.ts";
import { routeTo } from "./route-to.ts";
import { stableOf, targetsAfter, targetsNow } from "./targets-now.ts";

const [old, fresh, other] = ["dep_old00000", "dep_new00000", "dep_other000"];
const targets = [
  { deploymentId: old, weight: 3 },
  { deploymentId: other, weight: 1 },
];
const rollout = { state: "running", percent: 25, stableId: old, canaryId: fresh } as const;

describe("targets", () => {
  it("the new one takes its percent from the old one, nobody else", () => {
    expect(targetsNow(targets, rollout)).toEqual([
      { deploymentId: old, weight: 2.25 },
      { deploymentId: fresh, weight: 0.75 },
      { deploymentId: other, weight: 1 },
    ]);
    expect(targetsNow(targets, { ...rollout, percent: 100 })[0]).toEqual({ deploymentId: old, weight: 0 });
  });
  it("none while it starts, none once it is out", () => {
    for (const state of ["attaching", "rolled-back", "cancelled"] as const)
      expect(targetsNow(targets, { ...rollout, state })).toEqual(targets);
    expect(targetsNow(targets, null)).toEqual(targets);
  });
  it("after a good end it stands in the old one's place", () => {
    expect(targetsAfter(targets, rollout)).toEqual([{ deploymentId: fresh, weight: 3 }, targets[1]]);
    expect(targetsAfter([], { ...rollout, stableId: null })).toEqual([{ deploymentId: fresh, weight: 1 }]);
    expect(targetsAfter([...targets, { deploymentId: fresh, weight: 0 }], rollout)).toHaveLength(2);
  });
  it("is compared with the one that has most of the traffic", () => {
    expect([stableOf(targets), stableOf([]), stableOf([{ deploymentId: old, weight: 0 }])]).toEqual([old, null, null]);
  });
});

const route = (name: string, more: Partial<RouteRecord> = {}): RouteRecord => ({
  ...{ id: `route_${name}`, name, aliases: [], projectId: "proj_0000", createdBy: "u", createdAt: new Date(0).toISOString() },
  ...{ targets: [], fallbacks: [], policy: RoutePolicy.parse({}), ...more },
});
const deployment = (id: string, name: string) =>
  ({ id, name, projectId: "proj_0000", createdAt: new Date(5000).toISOString() }) as DeploymentRecord;

describe("names", () => {
  it("one name leads to one place", () => {
    const others = [route("a", { aliases: ["b"] })];
    expect(() => checkNames({ name: "c", aliases: ["d"] }, others)).not.toThrow();
    for (const given of [
      { name: "a", aliases: [] },
      { name: "b", aliases: [] },
      { name: "c", aliases: ["a"] },
    ])
      expect(() => checkNames(given, others)).toThrow(expect.objectContaining({ code: "name-taken" }));
    expect(() => checkNames({ name: "c", aliases: ["c"] }, others)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
  it.each([
    ["helpdesk", ["helpdesk"], "helpdesk-2"],
    ["helpdesk", ["helpdesk", "helpdesk-2", "helpdesk-3"], "helpdesk-4"],
    ["helpdesk", [], "helpdesk-1"],
    ["ft:Base:org::x1", [], "ft-base-org-x1-1"],
    ["a".repeat(127), [], `${"a".repeat(56)}-1`],
  ])("%s beside %j: %s", (name, taken, free) => expect(freeName(name, new Set(taken))).toBe(free));
  it("a version is the name and the hash of what is served, and fits a header", () => {
    const file = (path: string, digit: string) => ({ path, bytes: 1, sha256: digit.repeat(64) });
    expect(modelVersion({ name: "客服 1", files: [file("a", "1"), file("gguf/m", "2")] })).toBe(
      "%E5%AE%A2%E6%9C%8D%201@222222222222",
    );
    expect(modelVersion({ name: "base", files: [] })).toBe("base");
  });
});

describe("snapshot of the routes", () => {
  const full: RolloutRecord = {
    ...{ ...rollout, id: "roll_a", routeId: "route_helpdesk", projectId: "proj_0000", createdBy: "u", modelId: "model_m" },
    ...{ createdAt: "", endedAt: null, jobId: null, stepStartedAt: null, rules: RolloutRules.parse({}), why: null },
    ...{ history: [], clearedAt: null },
  };
  const made = route("helpdesk", { aliases: ["support"], targets: [{ deploymentId: old, weight: 1 }] });
  const all = [deployment(fresh, "helpdesk-2"), deployment(other, "support"), deployment(old, "helpdesk")];

  it("a route takes the place of a deployment's own name; the others keep theirs", () => {
    const routes = routeSnapshots([made], all, []);
    expect(routes.map(({ id, name }) => [id, name])).toEqual([
      ["route_helpdesk", "helpdesk"],
      [null, "helpdesk-2"],
    ]);
    expect(routes[1]).toMatchObject({ targets: [{ deploymentId: fresh, weight: 1 }], created: 5, canary: null });
  });
  it("a running rollout has weights and a canary, one that starts has neither", () => {
    const [running] = routeSnapshots([made], all, [full]);
    expect(running).toMatchObject({
      targets: [
        { deploymentId: old, weight: 0.75 },
        { deploymentId: fresh, weight: 0.25 },
      ],
      canary: { rolloutId: "roll_a", deploymentId: fresh, stableId: old, rules: { maxExtraErrorRate: 0.1 } },
    });
    const [starting] = routeSnapshots([made], all, [{ ...full, state: "attaching" }]);
    expect(starting).toMatchObject({ targets: made.targets, canary: null });
  });
  it("knows who needs a deployment", () => {
    const underWay = [{ routeId: made.id, canaryId: fresh }];
    expect(routeTo(old, [made], [])?.name).toBe("helpdesk");
    expect(routeTo(fresh, [made], underWay)?.name).toBe("helpdesk");
    expect(routeTo(fresh, [made], [])).toBeNull();
    expect(routeTo(other, [route("x", { fallbacks: [other] })], [])?.name).toBe("x");
  });
});
