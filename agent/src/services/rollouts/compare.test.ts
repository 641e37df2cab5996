import { describe, expect, it } from "vitest";
import { RolloutRules } from "../../contract/route.ts";
import type { Answers } from "./answers.ts";
import { compare } from "./compare.ts";

const rules = RolloutRules.parse({});
const answers = (requests: number, failed: number, ms: number | null = 100): Answers => ({
  ...{ requests, failed, timed: ms === null ? 0 : requests },
  firstMs: ms === null ? [] : Array.from({ length: Math.min(requests, 2000) }, (_, n) => ms * (0.9 + (n % 3) / 10)),
});

describe("errors", () => {
  it.each<[canary: [number, number], stable: [number, number], worse: boolean]>([
    [[0, 0], [0, 0], false],
    [[100, 20], [1900, 19], true],
    [[20, 5], [380, 4], true],
    [[50, 1], [950, 10], false],
    [[50, 3], [950, 10], false],
    // More than the rule allows, but it may be chance.
    [[5, 1], [95, 1], false],
    [[10, 2], [190, 2], false],
    // Surely more, but less than the rule is about.
    [[10_000, 500], [100_000, 1000], false],
    // Both are ill alike: the new one is not the reason.
    [[200, 60], [3800, 1140], false],
    // An old one that was hardly asked proves little, but not nothing.
    [[4, 4], [0, 0], true],
    [[2, 2], [0, 0], false],
    [[200, 0], [3800, 1140], false],
    [[1_000_000, 200_000], [1_000_000, 10_000], true],
  ])("%j beside %j → %j", ([n, failed], [oldN, oldFailed], worse) => {
    const reason = compare(answers(n, failed), answers(oldN, oldFailed), rules);
    expect(reason?.code ?? null).toBe(worse ? "errors" : null);
    if (reason) expect(reason.details).toEqual({ failed, requests: n, oldFailed, oldRequests: oldN });
  });

  it("one in a hundred on both sides never throws out a healthy one within its rollout", () => {
    // Every look at every number of answers of 400 rollouts of 50 answers a step.
    let state = 7;
    const random = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    let thrownOut = 0;
    for (let rollout = 0; rollout < 400; rollout += 1) {
      let failed = 0;
      let isOut = false;
      for (let n = 1; n <= 50; n += 1) {
        if (random() < 0.01) failed += 1;
        isOut ||= compare(answers(n, failed, null), answers(n * 19, Math.round(n * 0.19), null), rules) !== null;
      }
      if (isOut) thrownOut += 1;
    }
    expect(thrownOut).toBeLessThanOrEqual(1);
  });
});

describe("latency", () => {
  it.each<[canary: [number, number | null], stable: [number, number | null], worse: boolean]>([
    [[50, 100], [950, 100], false],
    [[50, 290], [950, 100], false],
    [[50, 400], [950, 100], true],
    // Nobody feels it.
    [[50, 20], [950, 2], false],
    // Too few to say.
    [[49, 400], [931, 100], false],
    [[50, 400], [9, 100], false],
    [[50, null], [950, 100], false],
    [[50, 400], [950, null], false],
  ])("%j beside %j → %j", ([n, ms], [oldN, oldMs], worse) => {
    const reason = compare(answers(n, 0, ms), answers(oldN, 0, oldMs), rules);
    expect(reason?.code ?? null).toBe(worse ? "latency" : null);
  });
});
