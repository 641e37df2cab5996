import { expect, it } from "vitest";
import { move, parseNames, sharesOf } from "./route-draft.ts";

it("turns weights into shares, and none into nothing", () => {
  expect(sharesOf([95, 5])).toEqual([0.95, 0.05]);
  expect(sharesOf([3, 1])).toEqual([0.75, 0.25]);
  expect(sharesOf([0, 0])).toEqual([0, 0]);
});

it("reads names from any list a person types, and names the wrong ones", () => {
  expect(parseNames("gpt-4o, helpdesk-v1\nhelpdesk，ft:base:org::id gpt-4o")).toEqual({
    names: ["gpt-4o", "helpdesk-v1", "helpdesk", "ft:base:org::id"],
    wrong: [],
  });
  expect(parseNames(" a/b  c ")).toEqual({ names: ["c"], wrong: ["a/b"] });
});

it("moves one without losing any", () => {
  expect(move(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
});
