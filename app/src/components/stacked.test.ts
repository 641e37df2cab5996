import { expect, it } from "vitest";
import { largest, stackedSeries } from "./stacked.ts";

const stacks = [
  { label: "a", values: [1, 0] },
  { label: "b", values: [5, 5] },
  { label: "c", values: [2, 2] },
];

it("puts the largest at the foot and gathers the rest", () => {
  expect(largest(stacks, 2, "other")).toEqual([
    { label: "b", values: [5, 5] },
    { label: "other", values: [3, 2] },
  ]);
  expect(largest(stacks, 3, "other").map((s) => s.label)).toEqual(["b", "c", "a"]);
});

it("draws the whole pile first and says each one's own numbers", () => {
  const series = stackedSeries(largest(stacks, 3, "other"));
  expect(series.map((s) => [s.label, s.values, s.said, s.atRest])).toEqual([
    ["a", [8, 7], [1, 0], 1],
    ["c", [7, 7], [2, 2], 4],
    ["b", [5, 5], [5, 5], 10],
  ]);
});
