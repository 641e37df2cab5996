import { describe, expect, it } from "vitest";
import { cardsFor, createServingTarget } from "./serving-target.ts";

const day = 24 * 60;
/** Minutes of a load that says itself what it is at which minute. */
const minutes = (count: number, at: (minute: number) => number) => Array.from({ length: count }, (_, minute) => at(minute));
const targetAfter = (load: number[]) => createServingTarget()(load);

describe("how many cards serve", () => {
  it("rounds up, but not for the last bit of a float, and never below one", () => {
    expect([0, 0.2, 1, 1.2, 3.0000000001].map(cardsFor)).toEqual([1, 1, 1, 2, 3]);
  });
  it("keeps what was needed for a quarter of an hour, and no longer, where nothing is known of yesterday", () => {
    expect(targetAfter([])).toBe(1);
    const burstAt20 = (minute: number) => (minute === 20 ? 2.5 : 0.1);
    expect(targetAfter(minutes(20, burstAt20))).toBe(1);
    expect(targetAfter(minutes(21, burstAt20))).toBe(3);
    expect(targetAfter(minutes(35, burstAt20))).toBe(3);
    expect(targetAfter(minutes(36, burstAt20))).toBe(1);
  });
  it("expects yesterday's busiest minute for the whole hour, and is ready a minute before the hour", () => {
    const busyAt9 = (minute: number) => (minute % day === 9 * 60 + 40 ? 2.5 : 0.3);
    expect(targetAfter(minutes(day + 8 * 60 + 58, busyAt9))).toBe(1);
    expect(targetAfter(minutes(day + 8 * 60 + 59, busyAt9))).toBe(3);
    expect(targetAfter(minutes(day + 9 * 60, busyAt9))).toBe(3);
    expect(targetAfter(minutes(day + 9 * 60 + 59, busyAt9))).toBe(3);
    expect(targetAfter(minutes(day + 10 * 60, busyAt9))).toBe(1);
  });
  it("sees a quiet day before its first busy hour", () => {
    const weekend = (minute: number) => (Math.floor((minute % day) / 60) === 9 ? 2.5 : 0.5) * (minute >= day ? 0.2 : 1);
    expect(targetAfter(minutes(day + 9 * 60, weekend))).toBe(1);
  });
});
