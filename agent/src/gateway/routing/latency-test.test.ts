import { expect, it } from "vitest";
import { createLatencyTest } from "./latency-test.ts";

function fed(stableMs: number, canaryMs: number, each: number) {
  const test = createLatencyTest(3);
  for (let n = 0; n < each; n++) test.stable(stableMs + (n % 7));
  for (let n = 0; n < each; n++) test.canary(canaryMs + (n % 7));
  return test.slower();
}

it("three times as slow is too slow, once there are fifty of both", () => {
  expect(fed(100, 400, 40)).toBeNull();
  expect(fed(100, 400, 60)).toEqual({ stableMs: 103, canaryMs: 403 });
  expect(fed(100, 250, 60)).toBeNull();
});

it("tiny times do not count, however often one is in the other", () => {
  expect(fed(1, 90, 60)).toBeNull();
});

it("one slow answer in ten is not the median", () => {
  const test = createLatencyTest(3);
  for (let n = 0; n < 200; n++) {
    test.stable(100);
    test.canary(n % 10 === 0 ? 5000 : 100);
  }
  expect(test.slower()).toBeNull();
});
