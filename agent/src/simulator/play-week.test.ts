/** Any world, any policy: what must never happen to the ledger. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFake } from "../accelerators/fake.ts";
import type { JobLife } from "./job-life.ts";
import { type LedgerNews, playWeek } from "./play-week.ts";
import { type PolicyId, policies } from "./policies.ts";
import { createServingWeek } from "./serving-week.ts";
import { jobLives } from "./simulate.ts";
import { type Traces, weekSeconds } from "./world.ts";

const anyJobs = fc.array(
  fc.record({
    submitSeconds: fc.integer({ min: 0, max: weekSeconds - 1 }),
    durationSeconds: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 90_000 })),
    cards: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 6 })),
  }),
  { minLength: 1, maxLength: 60 },
);
const anyRequests = fc.array(
  fc.record({ atSeconds: fc.integer({ min: 0, max: 9000 }), cardSeconds: fc.double({ min: 0.01, max: 9, noNaN: true }) }),
  { minLength: 1, maxLength: 40 },
);
const anyTraces = fc.record({
  jobs: anyJobs.map((jobs) => jobs.sort((a, b) => a.submitSeconds - b.submitSeconds)),
  requests: anyRequests.map((requests) => requests.sort((a, b) => a.atSeconds - b.atSeconds)),
  dayCurve: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 }),
});
const cards = fc.integer({ min: 2, max: 7 });
const seed = fc.integer({ min: 0, max: 1000 });
const ids = Object.keys(policies) as PolicyId[];

async function play(traces: Traces, count: number, dice: number, id: PolicyId) {
  const news: LedgerNews[] = [];
  const box = await createFake({ count, memoryBytes: 1 }).detect();
  const played = playWeek(createServingWeek(traces, count), policies[id], box, jobLives(traces, count, dice), (one) =>
    news.push(one),
  );
  return { news, ...played };
}

/** Goes through the ledger's book: a card has one run at most, and nobody gives back what was not given. Ends with who holds what. */
function audit(news: readonly LedgerNews[]): Map<string, string[]> {
  const holder = new Map<string, string>();
  const held = new Map<string, string[]>();
  let last = 0;
  for (const { at, type, runId, cards: taken } of news) {
    expect(at).toBeGreaterThanOrEqual(last);
    last = at;
    if (type === "granted") {
      expect(held.has(runId)).toBe(false);
      expect(taken.filter((card) => holder.has(card))).toEqual([]);
      expect(new Set(taken).size).toBe(taken.length);
      for (const card of taken) holder.set(card, runId);
      held.set(runId, taken);
    } else {
      expect(taken.length).toBeGreaterThan(0);
      expect(taken).toEqual(held.get(runId));
      for (const card of taken) holder.delete(card);
      held.delete(runId);
    }
  }
  return held;
}
const isSound = ({ job, keptSeconds, heldSeconds, endedAt, turn }: JobLife): boolean =>
  keptSeconds <= job.durationSeconds && (endedAt !== null || turn !== null ? true : heldSeconds >= keptSeconds);

describe("any week", () => {
  it("never gives a card twice, and gets back exactly what was given", async () => {
    const property = fc.asyncProperty(anyTraces, cards, seed, async (traces, count, dice) => {
      for (const id of ids) {
        const { news, lives } = await play(traces, count, dice, id);
        const held = audit(news);
        for (const life of lives) {
          const { runId } = life.request;
          expect(held.get(runId)?.length ?? 0).toBe(life.turn ? life.job.cards : 0);
          expect(isSound(life)).toBe(true);
          held.delete(runId);
        }
        expect([...held.keys()].every((runId) => runId.startsWith("serving-"))).toBe(true);
        expect(held.size).toBeGreaterThan(0);
      }
    });
    await fc.assert(property, { numRuns: 10, endOnFailure: true });
  });

  it("starves nobody under Sluice whom first come, first served would have started", async () => {
    const property = fc.asyncProperty(anyTraces, cards, seed, async (traces, count, dice) => {
      const [fifo, sluice] = [await play(traces, count, dice, "pooledFifo"), await play(traces, count, dice, "sluice")];
      expect(sluice.lives.map((life) => life.request.runId)).toEqual(fifo.lives.map((life) => life.request.runId));
      const late = sluice.lives.filter((life, i) => life.firstStartAt === null && isLongAgo(fifo.lives[i]));
      expect(late.map((life) => life.job)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 20, endOnFailure: true });
  });
});

/** A turn that came in the last hours of the week proves nothing. */
function isLongAgo(life: JobLife | undefined): boolean {
  return typeof life?.firstStartAt === "number" && life.firstStartAt < weekSeconds - 6 * 3600;
}
