/** Traces nobody recorded, in the shape of those that were: bursty serving, most jobs short and narrow, a few long or wide. */
import { seededNumbers } from "../../agent/src/simulator/seeded-numbers.ts";
import { type Traces, weekSeconds } from "../../agent/src/simulator/world.ts";

export interface MadeTraces {
  seed: number;
  /** Card-hours of jobs that come in the week. */
  cardHours: number;
  /** The chance of a job that takes as many cards. */
  wide: readonly { cards: number; chance: number }[];
  /** By how many hours the working day is later. */
  shiftHours: number;
}
const day = [8, 6, 5, 5, 5, 6, 10, 25, 60, 95, 100, 95, 60, 80, 100, 100, 95, 80, 50, 40, 35, 25, 15, 10];

export function madeTraces({ seed, cardHours, wide, shiftHours }: MadeTraces): Traces {
  const next = seededNumbers(seed);
  const jobs = [];
  for (let left = cardHours * 3600; left > 0; ) {
    const dice = next();
    const cards = wide.find((_, i) => dice < wide.slice(0, i + 1).reduce((sum, one) => sum + one.chance, 0))?.cards ?? 1;
    const durationSeconds = Math.round(Math.min(80_000, 120 + 800 * Math.exp(1.8 * normal(next))));
    jobs.push({ submitSeconds: Math.floor(next() * weekSeconds), durationSeconds, cards });
    left -= durationSeconds * cards;
  }
  const requests = [];
  for (let minute = 0; minute < 57; minute++) {
    const count = next() < 0.2 ? 0 : Math.round(30 * Math.exp(0.9 * normal(next)));
    for (let i = 0; i < count; i++) requests.push({ atSeconds: (minute + next()) * 60, cardSeconds: 0.1 + next() });
  }
  return {
    jobs: jobs.sort((a, b) => a.submitSeconds - b.submitSeconds),
    requests: requests.sort((a, b) => a.atSeconds - b.atSeconds),
    dayCurve: day.map((_, hour) => (day[(hour - shiftHours + 24) % 24] ?? 0) / 100),
  };
}

function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
