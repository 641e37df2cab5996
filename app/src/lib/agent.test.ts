import { ErrorCode, SluiceError } from "@sluice/agent/contract";
import { describe, expect, it } from "vitest";
import { errorFrom, query } from "./agent.ts";

describe("errorFrom", () => {
  it("rebuilds the error the agent threw, with its hint and details", () => {
    const thrown = new SluiceError("in-use", "Dataset support is used by job first.", {
      hint: "Delete the job first.",
      details: { by: 1 },
    });
    const rebuilt = errorFrom(409, JSON.stringify(thrown.toBody()));
    expect(rebuilt).toBeInstanceOf(SluiceError);
    expect(rebuilt).toMatchObject({
      code: "in-use",
      message: thrown.message,
      hint: thrown.hint,
      details: { by: 1 },
      status: 409,
    });
  });

  it.each(ErrorCode.options)("knows the code %s", (code) => {
    expect(errorFrom(400, JSON.stringify(new SluiceError(code, "x").toBody())).code).toBe(code);
  });

  it.each([
    [401, "not-signed-in"],
    [502, "agent-down"],
    [503, "agent-down"],
    [413, "too-large"],
    [500, "internal"],
    [418, "bad-input"],
  ] as const)("maps a bare %i to %s", (status, code) => {
    expect(errorFrom(status, "<html>").code).toBe(code);
  });

  it("does not believe a body with a code nobody knows", () => {
    expect(errorFrom(503, '{"error":{"code":"weird","message":"x","hint":null}}').code).toBe("agent-down");
  });
});

describe("query", () => {
  it("leaves empty values out and escapes the rest", () => {
    expect(query({ q: "a b&c", after: undefined, limit: 50, state: "" })).toBe("?q=a+b%26c&limit=50");
    expect(query({ q: null })).toBe("");
  });
});
