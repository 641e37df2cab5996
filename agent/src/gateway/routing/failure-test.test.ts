import { expect, it } from "vitest";
import { createFailureTest } from "./failure-test.ts";

/** A seeded generator (mulberry32): the same draws in every run. */
function seeded(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let t = Math.imul(at ^ (at >>> 15), 1 | at);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Canary requests until it is out; null when it never is. */
function outAfter(random: () => number, how: { share: number; stable: number; canary: number; requests: number }): number | null {
  const test = createFailureTest(0.1);
  for (let asked = 0; asked < how.requests; ) {
    if (random() >= how.share) test.stable(random() < how.stable);
    else {
      asked += 1;
      test.canary(random() < how.canary);
      if (test.isWorse()) return asked;
    }
  }
  return null;
}

it("a canary that fails 20 % of the time is out within 100 of its requests, at every step of a rollout", () => {
  for (const share of [0.05, 0.25, 1]) {
    const random = seeded(1);
    const runs = Array.from({ length: 2000 }, () => outAfter(random, { share, stable: 0.01, canary: 0.2, requests: 100 }));
    expect(runs.filter((run) => run === null).length).toBeLessThanOrEqual(6);
    const sorted = runs.filter((run) => run !== null).sort((a, b) => a - b);
    expect(sorted[1000]).toBeLessThan(40);
  }
});

it("a healthy one stays: 1 % errors on both sides, 500 canary requests, fewer than 1 in 1,000 thrown out", () => {
  for (const share of [0.05, 0.25, 1]) {
    const random = seeded(2);
    const outs = Array.from({ length: 2000 }, () => outAfter(random, { share, stable: 0.01, canary: 0.01, requests: 500 }));
    expect(outs.filter((run) => run !== null).length).toBeLessThan(2);
  }
});

it("is held to the old one's own rate, when that fails often", () => {
  const random = seeded(3);
  const outs = Array.from({ length: 300 }, () =>
    outAfter(random, { share: 0.25, stable: 0.1, canary: 0.1, requests: 500 }),
  ).filter((run) => run !== null);
  expect(outs.length).toBeLessThan(8);
});

it("trouble both have is not the canary's", () => {
  const test = createFailureTest(0.1);
  for (let n = 0; n < 1000; n++) test.stable(false);
  for (let n = 0; n < 50; n++) test.canary(false);
  for (let n = 0; n < 40; n++) {
    for (let others = 0; others < 19; others++) test.stable(true);
    test.canary(true);
    expect(test.isWorse()).toBe(false);
  }
});

it("one that turns bad after a long good time is found out, too", () => {
  const random = seeded(4);
  const test = createFailureTest(0.1);
  for (let n = 0; n < 2000; n++) test.stable(random() < 0.01);
  for (let n = 0; n < 2000; n++) test.canary(random() < 0.01);
  let asked = 0;
  while (!test.isWorse() && asked < 1000) {
    asked += 1;
    test.canary(random() < 0.2);
  }
  expect(asked).toBeLessThan(150);
});

it("answers that break off in the middle count", () => {
  const test = createFailureTest(0.1);
  for (let n = 0; n < 100; n++) test.stable(false);
  for (let n = 0; n < 20; n++) test.canary(false);
  for (let n = 0; n < 8; n++) test.canaryBroke();
  expect(test.isWorse()).toBe(true);
  expect(test.counts()).toEqual({ stable: { requests: 100, failures: 0 }, canary: { requests: 20, failures: 8 } });
});
