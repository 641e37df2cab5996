import { expect, it } from "vitest";
import { reasonValues } from "./reason-values.ts";

it("leaves nothing out that a sentence may want", () => {
  expect(reasonValues({ why: "w", details: {} })).toEqual({
    cause: "",
    name: "",
    user: "",
    requests: 0,
    failed: 0,
    failures: 0,
    oldRequests: 0,
    oldFailed: 0,
    ms: 0,
    oldMs: 0,
    by: "none",
    timed: "no",
    why: "w",
  });
});

it("knows whether there are times, and whether they can be compared", () => {
  expect(reasonValues({ why: "", details: { ms: 80 } }).timed).toBe("alone");
  expect(reasonValues({ why: "", details: { ms: 80, oldMs: 70, by: "Lin" } })).toMatchObject({
    timed: "both",
    by: "Lin",
    oldMs: 70,
  });
});
