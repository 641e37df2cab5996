/** Small weeks that can be worked out by hand, and made ones that must hold what the shared traces hold. */
import { describe, expect, it } from "vitest";
import { type MadeTraces, madeTraces } from "../../../test/support/made-traces.ts";
import { createServingWeek } from "./serving-week.ts";
import { simulate } from "./simulate.ts";
import { type TraceJob, type Traces, weekMinutes, weekSeconds } from "./world.ts";

const evenDay = new Array<number>(24).fill(1);
/** One request a minute: the load is even, and on working days at its highest. */
const evenServing = Array.from({ length: 61 }, (_, minute) => ({ atSeconds: minute * 60, cardSeconds: 1 }));
const week = (jobs: Omit<TraceJob, never>[], requests = evenServing): Traces => ({ jobs, requests, dayCurve: evenDay });
const job = (submitSeconds: number, durationSeconds: number, cards = 1): TraceJob => ({ submitSeconds, durationSeconds, cards });

describe("the world", () => {
  it("keeps 3/8 of the cards busy in the busiest minute, and a fifth of that at weekends", () => {
    const { load, need } = createServingWeek(week([]), 8);
    expect(Math.max(...load)).toBeCloseTo(3, 9);
    expect(load[weekMinutes - 100]).toBeCloseTo((load[100] ?? 0) / 5, 9);
    expect([Math.max(...need), need[weekMinutes - 100]]).toEqual([3, 1]);
    expect(createServingWeek(week([]), 2).need.every((cards) => cards === 1)).toBe(true);
  });
  it("finds the requests of a minute in the replay it lies in", () => {
    const arrivals = createServingWeek(week([], evenServing.slice(0, 2)), 8).arrivals(7);
    expect(arrivals).toEqual([420, 420]); // the last of one replay and the first of the next
  });
});

describe("two jobs that want the same card", () => {
  it("are served one after the other where they came first, and by length where the planner may stop one", async () => {
    const { policies } = await simulate(week([job(0, 6000), job(60, 300)]), 2);
    // 6000 s and nine checkpoints: the second waits from 60 to 6090 and has run 300 s then.
    const first = { usefulCardHours: 1.75, jobWaitMeanS: 3015, jobWaitP95S: 6030, refused: 0, starved: 0 };
    expect(policies.staticFifo).toMatchObject({ ...first, slowdownMean: 5.78 }); // (6090 / 6000 + 6330 / 600) / 2
    expect(policies.pooledFifo).toMatchObject(first);
    // After its checkpoint at 610 the first gives way for 300 s, and pays 30 s when it goes on.
    expect(policies.sluice).toMatchObject({ usefulCardHours: 1.75, jobWaitMeanS: (550 + 300) / 2, starved: 0 });
  });
  it("by day wait for the night where only nights train", async () => {
    const { policies } = await simulate(week([job(8 * 3600, 600)]), 2);
    expect(policies.nightOnly.jobWaitMeanS).toBe(14 * 3600 + 2); // and for a card to fall asleep
    expect(policies.staticFifo.jobWaitMeanS).toBe(0);
  });
  it("are refused where wider than the part, and in nobody's week where no card would be left to serve", async () => {
    const { policies } = await simulate(week([job(0, 600, 5), job(0, 600, 8)]), 8);
    expect(policies.staticEasy).toMatchObject({ refused: 1, usefulCardHours: 0, starved: 1 });
    expect(policies.pooledEasy).toMatchObject({ refused: 0, usefulCardHours: 0.83 });
    expect(policies.sluice).toMatchObject({ refused: 0, usefulCardHours: 0.83, starved: 0 });
  });
  it("keep only what is in a checkpoint when the week ends", async () => {
    const { policies } = await simulate(week([job(weekSeconds - 3700, 7200)]), 2);
    expect(policies.sluice.usefulCardHours).toBe(1); // six checkpoints in 3660 s
  });
});

describe("requests", () => {
  it("wait for a card to wake where it is taken from a job only when it is needed", async () => {
    const burst = [
      ...evenServing.slice(0, 60),
      ...Array.from({ length: 30 }, (_, i) => ({ atSeconds: 3600 + i, cardSeconds: 0.5 })),
    ];
    const jobs = Array.from({ length: 7 }, () => job(0, 500_000));
    const { policies } = await simulate(week(jobs, [...burst, { atSeconds: 7200, cardSeconds: 1 }]), 8);
    expect(policies.pooledFifo.servingQueueMaxMs).toBeGreaterThan(5000);
    expect(policies.pooledFifo.servingQueueMaxMs).toBeLessThanOrEqual(6000); // 6 s to wake
    expect(policies.staticFifo.servingQueueMaxMs).toBe(0);
    expect(Math.max(...policies.sluice.servingQueueP99MsByHour)).toBe(0); // from Tuesday on it knows
  });
});

const narrow: MadeTraces = { seed: 1, cardHours: 1000, wide: [{ cards: 4, chance: 0.005 }], shiftHours: 0 };
const wide = [
  { cards: 7, chance: 0.004 },
  { cards: 5, chance: 0.004 },
  { cards: 2, chance: 0.05 },
];
describe("made weeks", () => {
  it.each<[string, number, MadeTraces, number]>([
    ["narrow jobs on 8 cards", 8, narrow, 0.9],
    ["wide jobs on 8 cards, a later day", 8, { seed: 2, cardHours: 950, wide, shiftHours: 5 }, 0.85],
    ["more work than 8 cards can do, at night", 8, { seed: 3, cardHours: 1200, wide, shiftHours: 12 }, 0.85],
    ["4 cards", 4, { seed: 4, cardHours: 450, wide: [{ cards: 3, chance: 0.02 }], shiftHours: 2 }, 0.75],
    ["2 cards", 2, { seed: 5, cardHours: 200, wide: [], shiftHours: 0 }, 0.68],
  ])("%s: nearly all of what is possible, quickly for jobs and at once for requests", async (_, cards, made, share) => {
    const traces = madeTraces(made);
    const { policies } = await simulate(traces, cards, made.seed);
    const { sluice } = policies;
    expect(sluice.usefulCardHours / bound(traces, cards)).toBeGreaterThan(share);
    expect(sluice.usefulCardHours / bound(traces, cards)).toBeLessThanOrEqual(1);
    expect(sluice.slowdownMean).toBeLessThan(0.7 * policies.pooledEasy.slowdownMean);
    expect(sluice).toMatchObject({ refused: 0, starved: 0 });
    expect(Math.max(...sluice.servingQueueP99MsByHour)).toBeLessThanOrEqual(1000);
    expect(sluice.servingQueueMaxMs).toBeLessThanOrEqual(15_000);
  });
  it("come out the same with the same seed, and not with another", async () => {
    const traces = madeTraces({ ...narrow, cardHours: 300 });
    const [one, again, other] = [await simulate(traces, 4, 7), await simulate(traces, 4, 7), await simulate(traces, 4, 8)];
    expect(again.policies).toEqual(one.policies);
    expect(other.policies).not.toEqual(one.policies);
  });
});

/** What no planner can pass: work that has come, on cards that need not serve, minute by minute, as if it were a fluid. */
function bound({ jobs, ...traces }: Traces, cards: number): number {
  const { need } = createServingWeek({ jobs, ...traces }, cards);
  const coming = new Float64Array(weekMinutes);
  for (const one of jobs) {
    const minute = Math.floor(one.submitSeconds / 60);
    if (one.cards < cards) coming[minute] = (coming[minute] ?? 0) + one.durationSeconds * one.cards;
  }
  let [left, done] = [0, 0];
  for (let minute = 0; minute < weekMinutes; minute++) {
    left += coming[minute] ?? 0;
    const able = Math.min(left, (cards - (need[minute] ?? 1)) * 60);
    left -= able;
    done += able;
  }
  return done / 3600;
}
