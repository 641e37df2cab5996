import { describe, expect, it } from "vitest";
import { type Actor, found, may, theBox } from "./may.ts";

const ada: Actor = { id: "user_a", name: "Ada", kind: "person", projectId: "proj_1", roles: { proj_1: "owner" } };
const box: Actor = { ...ada, id: "box", kind: "box" };
const stranger: Actor = { ...ada, roles: {} };
const mine = { projectId: "proj_1", createdBy: "user_b" };
const theirs = { projectId: "proj_2", createdBy: "user_a" };

describe("may", () => {
  it("an owner may work in the own project, and only there", () => {
    for (const verb of ["read", "create", "change", "remove"] as const) {
      expect(may(ada, verb, mine)).toBe(true);
      expect(may(ada, verb, theirs)).toBe(false);
      expect(may(stranger, verb, mine)).toBe(false);
      expect(may(stranger, verb, theBox)).toBe(false);
    }
  });

  it("only the box itself operates", () => {
    expect(may(ada, "operate", theBox)).toBe(false);
    expect(may(box, "operate", theBox)).toBe(true);
  });

  it("what one may not see does not exist", () => {
    expect(() => found(ada, "read", theirs, "job")).toThrow("There is no such job.");
    expect(() => found(ada, "read", null, "job")).toThrow("There is no such job.");
    expect(found(ada, "remove", mine, "job")).toBe(mine);
  });
});
