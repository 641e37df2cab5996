import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Clock, systemClock } from "./clock.ts";
import { nextChange } from "./next-change.ts";

const folder = () => mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
const forever = 2 ** 30;
/** Says how long it was asked to sleep, and sleeps not at all. */
function countingClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return { slept, now: () => 0, sleep: async (ms) => void slept.push(ms) };
}

describe("nextChange", () => {
  it("wakes for the file that matters, and not for others", async () => {
    const dir = folder();
    const seen: (string | null)[] = [];
    const matters = (name: string | null) => {
      seen.push(name);
      return name === "exit.json";
    };
    const changed = nextChange(dir, forever, systemClock, { matters });
    writeFileSync(path.join(dir, "out.log"), "x");
    writeFileSync(path.join(dir, "exit.json"), "x");
    await changed;
    expect(seen[0]).toBe("out.log");
  });
  it("does not wait for what is there already, nor once told to stop", async () => {
    await nextChange(folder(), forever, systemClock, { isThere: () => true });
    await nextChange(folder(), forever, systemClock, { signal: AbortSignal.abort() });
    const stop = new AbortController();
    const waiting = nextChange(folder(), forever, systemClock, { signal: stop.signal });
    stop.abort();
    await waiting;
  });
  it("falls back to the poll where there is nothing to watch", async () => {
    const clock = countingClock();
    await nextChange("/nowhere/at/all", 500, clock);
    expect(clock.slept).toEqual([500]);
  });
});
