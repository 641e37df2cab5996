import { describe, expect, it } from "vitest";
import { pick } from "./pick.ts";

const rules = { steps: [5, 25, 100], minRequests: 1, minSeconds: 0, maxExtraErrorRate: 0.1, maxLatencyRatio: 3 };
const canary = { rolloutId: "rol", deploymentId: "new", stableId: "old", rules };
const route = (weights: Record<string, number>, more: Partial<Parameters<typeof pick>[0]> = {}) => ({
  targets: Object.entries(weights).map(([deploymentId, weight]) => ({ deploymentId, weight })),
  fallbacks: [],
  canary: null,
  ...more,
});
const places = Array.from({ length: 1000 }, (_, n) => (n + 0.5) / 1000);
const firsts = (of: Parameters<typeof pick>[0], ejected: string | null = null) =>
  places.map((place) => pick(of, place, ejected)[0]);
const shareOf = (list: unknown[], id: string) => list.filter((one) => one === id).length / list.length;

it("shares by weight, whatever the weights add up to", () => {
  const list = firsts(route({ a: 30, b: 10, c: 0 }));
  expect(shareOf(list, "a")).toBeCloseTo(0.75, 2);
  expect(shareOf(list, "b")).toBeCloseTo(0.25, 2);
  expect(shareOf(list, "c")).toBe(0);
});

it("the others come after the first, then the fallbacks, nobody twice", () => {
  expect(pick(route({ a: 1, b: 1, c: 0 }, { fallbacks: ["f", "a"] }), 0.9)).toEqual(["b", "a", "f"]);
  expect(pick(route({}, { fallbacks: ["f"] }), 0.5)).toEqual(["f"]);
  expect(pick(route({ a: 0 }, { fallbacks: ["f"] }), 0.5)).toEqual(["f"]);
  expect(pick(route({ a: 1 }), 0.999999)).toEqual(["a"]);
  expect(pick(route({}), 0)).toEqual([]);
});

describe("a canary", () => {
  it("that grows only takes people from the old one; a third target keeps its own", () => {
    let before = firsts(route({ old: 50, other: 50 }, { canary }));
    for (const share of [2.5, 12.5, 30, 50]) {
      const now = firsts(route({ old: 50 - share, new: share, other: 50 }, { canary }));
      expect(shareOf(now, "new")).toBeCloseTo(share / 100, 2);
      for (const [n, side] of now.entries()) if (side !== before[n]) expect([before[n], side]).toEqual(["old", "new"]);
      before = now;
    }
  });

  it("that is ejected gives its people back to the old one, at any step, and is not even a last resort", () => {
    const early = route({ old: 45, new: 5, other: 50 }, { canary, fallbacks: ["new"] });
    expect(firsts(early, "new")).toEqual(firsts(route({ old: 50, other: 50 }, { canary })));
    expect(pick(early, 0, "new")).toEqual(["old", "other"]);
    expect(pick(route({ old: 0, new: 100 }, { canary }), 0.5, "new")).toEqual(["old"]);
  });

  it("is followed by the old one, also when that has no weight left", () => {
    expect(pick(route({ new: 100 }, { canary, fallbacks: ["f"] }), 0.5)).toEqual(["new", "old", "f"]);
  });
});
