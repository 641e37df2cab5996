/** Replicas that sleep while jobs need their card: what the planner says of them, and a box of any kind through day and night. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "./decide.ts";
import type { PlanCard, PlanInput, PlanLease, PlanRequest } from "./plan.ts";
import { boxRules } from "./rules.ts";

const rulesAt = (belongsTo: "serving" | "training") => boxRules({ belongsTo, untilMs: null, isSet: true });
const cards = [0, 1].map((i): PlanCard => ({ id: `c${i}`, accelerator: "fake", leasableBytes: 10 }));
const job = (runId: string, memoryBytes: number, count = 1): PlanRequest => ({
  ...{ runId, kind: "job", label: runId, runsOn: ["fake"], memoryBytes, cards: count },
});
const replica = (runId: string, memoryBytes: number, more: Partial<PlanRequest> = {}): PlanRequest => ({
  ...job(runId, memoryBytes),
  ...{ kind: "replica", ...more },
});
const lease = (runId: string, kind: PlanLease["kind"], card: number, memoryBytes: number): PlanLease => ({
  ...{ runId, kind, label: runId, cardId: `c${card}`, memoryBytes },
});
function ask(leases: PlanLease[], queue: PlanRequest[], more: Partial<PlanInput> = {}) {
  const stoppable = new Map(
    leases.filter(({ kind }) => kind === "job").map(({ runId }) => [runId, { lostSeconds: 1, hadTurn: true }]),
  );
  const { starts, stops, stopsFor, waiting } = decide({
    ...{ cards, leases, queue, etas: new Map(), rules: rulesAt("training"), stoppable, sleepable: new Set<string>() },
    ...more,
  });
  const forWhom = [...stopsFor].map(([runId, { runId: other }]) => `${runId} for ${other}`);
  return { starts: starts.map((start) => start.runId), stops, forWhom, waiting: waiting.map((one) => one.runId) };
}

describe("in training time", () => {
  const held = [lease("a", "replica", 0, 6), lease("b", "replica", 1, 6), lease("c", "replica", 1, 3)];
  const sleepable = new Set(["a", "b", "c"]);
  it("a job that does not fit puts to sleep whom it must, and no more", () => {
    expect(ask(held, [job("j", 4)], { sleepable })).toMatchObject({ starts: ["j"], stops: [] });
    expect(ask(held, [job("j", 7)], { sleepable })).toMatchObject({ starts: [], forWhom: ["a for j"], waiting: ["j"] });
    expect(ask(held, [job("j", 7)], { sleepable: new Set(["b", "c"]) }).stops).toEqual(["b"]);
    expect(ask(held, [job("j", 10)], { sleepable: new Set(["b", "c"]) }).stops).toEqual(["b", "c"]);
    expect(ask(held, [job("j", 14, 2)], { sleepable }).stops.toSorted()).toEqual(["a", "b"]);
  });
  it("nobody falls asleep in vain, or for a task or another replica", () => {
    expect(ask([...held, lease("k", "job", 0, 4)], [job("j", 10)], { sleepable: new Set(["a"]) }).stops).toEqual([]);
    expect(ask(held, [{ ...job("t", 7), kind: "task" }], { sleepable }).stops).toEqual([]);
    expect(ask(held, [replica("r", 7)], { sleepable }).stops).toEqual([]);
  });
  it("jobs one after the other put different ones to sleep, and nobody is asked twice", () => {
    expect(ask(held, [job("i", 7), job("j", 7)], { sleepable }).forWhom).toEqual(["a for i", "b for j"]);
    expect(ask(held, [job("i", 7)], { sleepable, stopping: new Set(["a"]) })).toMatchObject({ stops: [], waiting: ["i"] });
  });
  it("one that sleeps comes after the jobs, and takes what they leave over", () => {
    const asleep = replica("a", 6, { yields: true });
    expect(ask([], [asleep, job("j", 10), job("k", 10)]).starts).toEqual(["j", "k"]);
    expect(ask([], [asleep, job("j", 10)]).starts).toEqual(["j", "a"]);
    expect(ask([lease("k", "job", 0, 10)], [asleep, job("j", 10), job("i", 1)])).toMatchObject({
      starts: ["j"],
      waiting: ["i", "a"],
    });
    expect(ask([lease("k", "job", 0, 10), lease("l", "job", 1, 10)], [asleep]).stops).toEqual([]);
  });
  it("one that somebody woke takes its card back from a job", () => {
    const woken = replica("a", 6, { mayTake: true });
    expect(ask([lease("k", "job", 0, 10), lease("l", "job", 1, 3)], [job("j", 9), woken])).toMatchObject({
      starts: ["a"],
      stops: [],
    });
    expect(ask([lease("k", "job", 0, 10), lease("l", "replica", 1, 10)], [woken]).forWhom).toEqual(["k for a"]);
  });
});

it("in serving time jobs give way to whatever serves, and nobody sleeps", () => {
  const held = [lease("k", "job", 0, 10), lease("r", "replica", 1, 8)];
  const rules = rulesAt("serving");
  expect(ask(held, [replica("a", 6), job("j", 5)], { rules })).toMatchObject({ starts: [], stops: ["k"], waiting: ["a", "j"] });
});

/** A box lives through some steps of day and night. Jobs are whole cards and take a few steps of card time. */
interface Lived {
  left: number;
  size: number;
}
const anyBox = fc.record({
  jobs: fc.array(fc.record({ at: fc.nat(40), size: fc.integer({ min: 1, max: 10 }), left: fc.integer({ min: 1, max: 6 }) }), {
    maxLength: 12,
  }),
  replicas: fc.array(fc.record({ size: fc.integer({ min: 1, max: 10 }), mayGiveWay: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  }),
  dayLength: fc.integer({ min: 1, max: 15 }),
  endsSlowly: fc.boolean(),
});

describe("any box", () => {
  it("is never over-leased; every job ends at night that protected replicas leave room for; by day all serve that fit", () => {
    fc.assert(
      fc.property(anyBox, ({ jobs, replicas, dayLength, endsSlowly }) => {
        const lived = new Map<string, Lived>(jobs.map((one, i) => [`j${i}`, { left: one.left, size: one.size }]));
        let leases: PlanLease[] = [];
        let stopping = new Set<string>();
        const queue: PlanRequest[] = replicas.map(({ size }, i) => replica(`r${i}`, size));
        const mayGiveWay = (runId: string) => runId.startsWith("r") && replicas[Number(runId.slice(1))]!.mayGiveWay;
        const again = (runId: string) => {
          const of = runId.startsWith("r")
            ? replica(runId, replicas[Number(runId.slice(1))]!.size)
            : job(runId, lived.get(runId)!.size);
          queue.push(of);
        };
        const settle = (belongsTo: "serving" | "training") => {
          for (let round = 0; ; round++) {
            expect(round).toBeLessThan(60);
            const yields = (runId: string) => belongsTo === "training" && mayGiveWay(runId);
            const decided = decide({
              ...{ cards, leases, etas: new Map(), rules: rulesAt(belongsTo), stopping },
              queue: queue.map((one) => ({ ...one, yields: yields(one.runId) })),
              stoppable: new Map(
                leases.flatMap(({ runId, kind }) => (kind === "job" ? [[runId, { lostSeconds: 0, hadTurn: true }]] : [])),
              ),
              sleepable: new Set(leases.map(({ runId }) => runId).filter(yields)),
            });
            for (const { runId, leases: given } of decided.starts) {
              const kind = runId.startsWith("r") ? "replica" : "job";
              leases.push(...given.map((one) => ({ ...one, runId, kind, label: runId }) as PlanLease));
              queue.splice(
                queue.findIndex((one) => one.runId === runId),
                1,
              );
            }
            for (const card of cards) {
              const held = leases.filter(({ cardId }) => cardId === card.id).reduce((sum, one) => sum + one.memoryBytes, 0);
              expect(held).toBeLessThanOrEqual(card.leasableBytes);
            }
            expect(new Set(decided.stops).size).toBe(decided.stops.length);
            for (const runId of decided.stops) expect(stopping.has(runId)).toBe(false);
            stopping = new Set([...stopping, ...decided.stops]);
            if (decided.stops.length === 0 && (stopping.size === 0 || endsSlowly)) break;
            if (!endsSlowly) end();
          }
        };
        const end = () => {
          leases = leases.filter(({ runId }) => !stopping.has(runId));
          for (const runId of stopping) again(runId);
          stopping = new Set();
        };
        const step = (belongsTo: "serving" | "training") => {
          end();
          settle(belongsTo);
          for (const { runId, kind } of leases) if (kind === "job" && !stopping.has(runId)) lived.get(runId)!.left -= 1;
          leases = leases.filter(({ runId, kind }) => kind !== "job" || stopping.has(runId) || lived.get(runId)!.left > 0);
        };
        for (let at = 0; at < 60; at++) {
          for (const [i, one] of jobs.entries()) if (one.at === at) queue.push(job(`j${i}`, one.size));
          step(Math.floor(at / dayLength) % 2 === 0 ? "serving" : "training");
        }
        for (let at = 0; at < 200; at++) step("training");
        // Whoever still waits is held up by replicas that may not sleep.
        const firm = leases.filter(({ kind, runId }) => kind === "replica" && !mayGiveWay(runId));
        const freeBeside = (leased: PlanLease[]) =>
          Math.max(...cards.map(({ id }) => leased.reduce((free, one) => free - (one.cardId === id ? one.memoryBytes : 0), 10)));
        const waiting = queue.filter(({ kind }) => kind === "job");
        const isHeldUp = waiting.some(({ memoryBytes }) => memoryBytes > freeBeside(firm));
        if (!isHeldUp) expect(waiting).toEqual([]);
        // The day after: serving comes back, as far as it ever fits.
        for (let at = 0; at < 6; at++) step("serving");
        const beside = freeBeside(leases.filter(({ kind }) => kind === "replica"));
        expect(queue.filter(({ kind, memoryBytes }) => kind === "replica" && memoryBytes <= beside)).toEqual([]);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });
});
