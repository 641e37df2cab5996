import { expect, it } from "vitest";
import { runPeriodic } from "./periodic.ts";

it("goes on after a failed round, never runs two at once, and ends with the signal", async () => {
  const stop = new AbortController();
  const clock = { now: () => 0, sleep: async () => {} };
  const errors: unknown[] = [];
  let rounds = 0;
  let inside = 0;
  const work = async () => {
    inside += 1;
    expect(inside).toBe(1);
    await null;
    inside -= 1;
    rounds += 1;
    if (rounds === 2) throw new Error("once");
    if (rounds === 4) stop.abort();
  };
  await runPeriodic(1, work, { clock, signal: stop.signal, onError: (error) => errors.push(error) });
  expect([rounds, errors.length]).toEqual([4, 1]);
});
