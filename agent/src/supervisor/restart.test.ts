import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextRestart } from "./restart.ts";

const policy = { limit: 3, windowMs: 600_000, firstMs: 1000, maxMs: 5000 };
const now = 1_000_000;
const lowest = () => 0;

describe("nextRestart", () => {
  it.each([
    ["the first waits the least", [], { restart: true, delayMs: 1000 }],
    ["it doubles", [now - 10], { restart: true, delayMs: 2000 }],
    ["and again", [now - 20, now - 10], { restart: true, delayMs: 4000 }],
    ["then a person is asked", [now - 30, now - 20, now - 10], { restart: false, why: "Restarted 3 times within 10 minutes." }],
    ["old ones are forgiven", [now - 700_000, now - 650_000, now - 600_000], { restart: true, delayMs: 1000 }],
  ])("%s", (_what, restarts, expected) => {
    expect(nextRestart(restarts, policy, now, lowest)).toEqual(expected);
  });
  it("says so when restarts are switched off", () => {
    expect(nextRestart([], { ...policy, limit: 0 }, now, lowest)).toEqual({ restart: false, why: "Restarts are switched off." });
  });
  it("never waits longer than the most, nor more than a fifth over its turn", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(20), random, (count, dice) => {
        const recent = Array.from({ length: count }, (_, i) => now - i);
        const answer = nextRestart(recent, { ...policy, limit: 100 }, now, () => dice);
        const turn = Math.min(policy.maxMs, policy.firstMs * 2 ** count);
        if (!answer.restart) throw new Error("must restart");
        expect(answer.delayMs).toBeGreaterThanOrEqual(turn);
        expect(answer.delayMs).toBeLessThanOrEqual(Math.min(policy.maxMs, turn * 1.2));
      }),
    );
  });
});
