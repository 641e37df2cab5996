import { describe, expect, it } from "vitest";
import { createAttempts } from "./attempts.ts";

describe("attempts", () => {
  it("refuses past the limit, per name, until the window has moved on", () => {
    let now = 1000;
    const attempts = createAttempts({ limit: 2, windowMs: 60_000, clock: { now: () => now, sleep: async () => {} } });
    attempts.take("a");
    attempts.take("a");
    expect(() => attempts.take("a")).toThrow("Too many tries");
    attempts.take("b");
    now += 60_001;
    attempts.take("a");
  });
});
