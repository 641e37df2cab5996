/** What a policy made of the week. */
import type { JobLife } from "./job-life.ts";
import type { ServingWeek } from "./serving-week.ts";
import { hourOf, weekMinutes, weekSeconds } from "./world.ts";

export interface Figures {
  usefulCardHours: number;
  jobWaitMeanS: number;
  jobWaitP95S: number;
  slowdownMean: number;
  refused: number;
  starved: number;
  servingQueueP99MsByHour: number[];
  servingQueueMaxMs: number;
}
/** The requests of one minute that came before its cards were awake. */
export interface LateMinute {
  minute: number;
  readyAtSeconds: number;
}
export interface Played {
  lives: readonly JobLife[];
  refused: number;
  late: readonly LateMinute[];
}
/** Shorter jobs are not expected to wait in proportion. */
const slowdownFloorSeconds = 600;
/** Monday is for learning. */
const firstCountedMinute = 24 * 60;

export function figuresOf(played: Played, week: ServingWeek, startedByPooledFifo: ReadonlySet<string>): Figures {
  const { lives } = played;
  const waits = lives.map(waitOf).sort((a, b) => a - b);
  const started = new Set(lives.filter((life) => life.firstStartAt !== null).map((life) => life.request.runId));
  return {
    usefulCardHours: round(sumOf(lives, (life) => life.keptSeconds * life.job.cards) / 3600),
    jobWaitMeanS: round(sumOf(waits, (wait) => wait) / Math.max(1, waits.length)),
    jobWaitP95S: round(waits[Math.max(0, Math.ceil(waits.length * 0.95) - 1)] ?? 0),
    slowdownMean: round(sumOf(lives, slowdownOf) / Math.max(1, lives.length)),
    refused: played.refused,
    starved: [...startedByPooledFifo].filter((runId) => !started.has(runId)).length,
    ...servingFigures(played.late, week),
  };
}

const untilOf = (life: JobLife): number => (life.endedAt ?? weekSeconds) - life.job.submitSeconds;
/** All the time without cards, also after a stop. */
function waitOf(life: JobLife): number {
  const held = life.heldSeconds + (life.turn ? weekSeconds - life.turn.startedAt : 0);
  return Math.max(0, untilOf(life) - held);
}
const slowdownOf = (life: JobLife): number =>
  Math.max(1, untilOf(life) / Math.max(slowdownFloorSeconds, life.job.durationSeconds));

function servingFigures(late: readonly LateMinute[], week: ServingWeek) {
  const all = new Array<number>(24).fill(0);
  const waits = Array.from({ length: 24 }, () => [] as { ms: number; weight: number }[]);
  for (let minute = firstCountedMinute; minute < weekMinutes; minute++) {
    all[hourOf(minute)] = (all[hourOf(minute)] ?? 0) + (week.weight[minute] ?? 0);
  }
  let max = 0;
  for (const { minute, readyAtSeconds } of late) {
    const arrivals = week.arrivals(minute);
    const weight = (week.weight[minute] ?? 0) / Math.max(1, arrivals.length);
    for (const at of arrivals) {
      const ms = (readyAtSeconds - at) * 1000;
      if (ms <= 0) continue;
      max = Math.max(max, ms);
      if (minute >= firstCountedMinute) waits[hourOf(minute)]?.push({ ms, weight });
    }
  }
  return {
    servingQueueP99MsByHour: waits.map((some, hour) => Math.round(percentile99(some, all[hour] ?? 0))),
    servingQueueMaxMs: Math.round(max),
  };
}

/** Of all requests, those that did not wait too. */
function percentile99(waits: { ms: number; weight: number }[], total: number): number {
  let above = 0;
  for (const { ms, weight } of waits.sort((a, b) => b.ms - a.ms)) {
    above += weight;
    if (above > total * 0.01) return ms;
  }
  return 0;
}

function sumOf<One>(list: readonly One[], value: (one: One) => number): number {
  return list.reduce((total, one) => total + value(one), 0);
}
const round = (value: number): number => Math.round(value * 100) / 100;
