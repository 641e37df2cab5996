import { RolloutRules } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { plainRules, rulesOf } from "./rules-draft.ts";

it("starts with the box's own rules", () => {
  expect(rulesOf(plainRules())).toEqual({ rules: RolloutRules.parse({}), wrong: null });
});

it("takes steps that grow to all of the traffic, and no others", () => {
  expect(rulesOf({ ...plainRules(), steps: "10 % 50 % 100 %" }).rules?.steps).toEqual([10, 50, 100]);
  for (const steps of ["5, 25", "25, 5, 100", "5, 5, 100", "", "5, x, 100"])
    expect(rulesOf({ ...plainRules(), steps }).wrong, steps).toEqual(["steps"]);
});

it("names every field that is wrong", () => {
  expect(rulesOf({ ...plainRules(), minRequests: "", maxExtraErrorPercent: "0", maxLatencyRatio: "1" }).wrong).toEqual([
    "minRequests",
    "maxExtraErrorPercent",
    "maxLatencyRatio",
  ]);
});
