import { describe, expect, it, vi } from "vitest";
import type { Card, Lease, Sample } from "../contract/card.ts";
import { untilMeasuredFree } from "./measured-free.ts";

const card: Card = {
  ...{
    id: "n0",
    accelerator: "nvidia",
    index: 0,
    name: "n",
    memoryBytes: 80,
    leasableBytes: 78,
    evidence: "recorded",
    fake: false,
  },
};
const lease: Lease = { runId: "run_a", kind: "replica", label: "a", ownerId: "dep_a", cardId: "n0", memoryBytes: 60, since: 0 };

/** Time passes only while somebody waits. `used`: what the reading of that moment says; null: there is none newer than before. */
async function measure(used: (second: number) => number | null, more: Partial<Card> = {}, seconds = 60) {
  let [now, last] = [1000, { at: 900, used: 70 }];
  const over = new AbortController();
  const clock = {
    now: () => now,
    async sleep(ms: number) {
      now += ms;
      const reading = used((now - 1000) / 1000);
      if (reading !== null) last = { at: now, used: reading };
      if (now > 1000 + seconds * 1000) over.abort();
    },
  };
  const logger = { info: vi.fn(), warn: vi.fn() };
  const plain = { cardId: "n0", loadPercent: null, powerWatts: null, temperatureC: null, clockMhz: null };
  const sampleOf = (): Sample => ({ ...plain, at: last.at, memoryUsedBytes: last.used });
  await untilMeasuredFree([lease], { cards: [{ ...card, ...more }], sampleOf, clock, logger, signal: over.signal });
  return { seconds: (now - 1000) / 1000, warned: logger.warn.mock.calls.length, isFree: logger.info.mock.calls.length > 0 };
}

describe("memory that was given back", () => {
  it("is believed by a reading younger than the end, and not by an older one", async () => {
    expect(await measure((second) => (second < 2 ? 70 : 15))).toMatchObject({
      isFree: true,
      warned: 0,
      seconds: expect.closeTo(2, 1),
    });
    expect(await measure((second) => (second < 5 ? null : 0))).toMatchObject({ isFree: true, seconds: expect.closeTo(5, 1) });
  });
  it("that does not come back keeps everybody off the card, and is said once", async () => {
    expect(await measure(() => 70)).toMatchObject({ isFree: false, warned: 1, seconds: expect.closeTo(60, 0) });
    expect(await measure((second) => (second < 40 ? 70 : 20))).toMatchObject({ isFree: true, warned: 1 });
  });
  it("of a dead process on a cpu is free at once: what else is used there is somebody else's", async () => {
    expect(await measure(() => 70, { accelerator: "cpu" })).toMatchObject({ seconds: expect.closeTo(3, 1), warned: 1 });
  });
  it("cannot be measured where the card is read by nobody any more", async () => {
    expect(await measure(() => null)).toMatchObject({ seconds: expect.closeTo(10, 1), warned: 1 });
    const logger = { info: vi.fn(), warn: vi.fn() };
    const clock = { now: () => 0, sleep: async () => undefined };
    await untilMeasuredFree([lease], {
      cards: [card],
      sampleOf: () => null,
      clock,
      logger,
      signal: new AbortController().signal,
    });
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
