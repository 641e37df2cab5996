import { expect, it } from "vitest";
import { speedOf, timingOf } from "./timing.ts";

const ms = (line: Parameters<typeof timingOf>[0]) => timingOf(line).map((p) => [p.id, p.ms]);

it("has parts that add up to the whole", () => {
  expect(ms({ queueMs: 100, firstMs: 300, totalMs: 1000 })).toEqual([
    ["queue", 100],
    ["first", 200],
    ["rest", 700],
  ]);
  expect(timingOf({ queueMs: 100, firstMs: 300, totalMs: 1000 }).reduce((sum, p) => sum + p.share, 0)).toBeCloseTo(1);
});

it("leaves out what there was not: no wait, no stream, nothing at all", () => {
  expect(ms({ queueMs: 0, firstMs: null, totalMs: 250 })).toEqual([["first", 250]]);
  expect(ms({ queueMs: 30, firstMs: null, totalMs: 30 })).toEqual([["queue", 30]]);
  expect(ms({ queueMs: 0, firstMs: null, totalMs: 0 })).toEqual([]);
});

it("measures speed between the first token and the last", () => {
  expect(speedOf({ stream: true, completionTokens: 11, firstMs: 100, totalMs: 1100 })).toBe(10);
  expect(speedOf({ stream: true, completionTokens: 1, firstMs: 100, totalMs: 1100 })).toBeNull();
  expect(speedOf({ stream: false, completionTokens: 11, firstMs: 100, totalMs: 1100 })).toBeNull();
});
