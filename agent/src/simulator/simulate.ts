import { createFake } from "../accelerators/fake.ts";
import { type Figures, figuresOf, type Played } from "./figures.ts";
import { createJobLife, type JobLife } from "./job-life.ts";
import { playWeek } from "./play-week.ts";
import { type PolicyId, policies } from "./policies.ts";
import { seededNumbers } from "./seeded-numbers.ts";
import { createServingWeek } from "./serving-week.ts";
import type { Traces } from "./world.ts";

export interface Simulated {
  cards: number;
  policies: Record<PolicyId, Figures>;
  wallSeconds: number;
}
/** How wrong the planner's idea of a job's length is: as a factor, from and to. */
const beliefs = [0.7, 1.4] as const;

export async function simulate(traces: Traces, count: number, seed = 1): Promise<Simulated> {
  const cards = await createFake({ count, memoryBytes: 1 }).detect();
  const startedAt = performance.now();
  const week = createServingWeek(traces, count);
  const played = Object.fromEntries(
    Object.entries(policies).map(([id, policy]) => [id, playWeek(week, policy, cards, jobLives(traces, count, seed))]),
  ) as Record<PolicyId, Played>;
  const started = played.pooledFifo.lives.filter((life) => life.firstStartAt !== null).map((life) => life.request.runId);
  const figures = Object.fromEntries(
    Object.entries(played).map(([id, one]) => [id, figuresOf(one, week, new Set(started))]),
  ) as Record<PolicyId, Figures>;
  return { cards: count, policies: figures, wallSeconds: Math.round(performance.now() - startedAt) / 1000 };
}

/** Jobs that would leave no card for serving are in nobody's week. */
export function jobLives(traces: Traces, cards: number, seed: number): JobLife[] {
  const next = seededNumbers(seed);
  return traces.jobs
    .map((job, i) => createJobLife(job, `job-${i}`, beliefs[0] + next() * (beliefs[1] - beliefs[0])))
    .filter((life) => life.job.cards <= cards - 1);
}
