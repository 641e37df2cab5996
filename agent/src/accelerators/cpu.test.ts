import { describe, expect, it } from "vitest";
import { loadBetween, readTimes } from "./cpu.ts";

describe("processor load", () => {
  it("is the share of ticks that were neither idle nor waiting for a disk", () => {
    const before = readTimes("cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3\n");
    const now = readTimes("cpu  160 0 70 900 70 0 0 0 0 0\n");
    expect(before).toEqual({ total: 1000, busy: 150 });
    expect(loadBetween(before, now)).toBe(40);
  });
  it("is unknown when no time has passed", () => {
    const times = readTimes("cpu  1 2 3 4 5 6 7 8\n");
    expect(loadBetween(times, times)).toBeNull();
  });
});
