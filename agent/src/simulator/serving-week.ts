/** The serving traffic of the week, as a fluid: what each minute asks of the cards, and who comes in it. */
import { cardsFor } from "../scheduler/serving-target.ts";
import { busiestShare, dayOf, hourOf, type Traces, weekendLoad, weekMinutes } from "./world.ts";

export interface ServingWeek {
  /** Cards kept busy in each minute. */
  load: Float64Array;
  /** Cards that have to be awake in each minute. */
  need: Uint8Array;
  /** How many requests come in each minute, each counted as much as the day curve says. */
  weight: Float64Array;
  /** When the requests of a minute come, in seconds of the week. */
  arrivals(minute: number): number[];
}

export function createServingWeek(traces: Traces, cards: number): ServingWeek {
  const { requests, dayCurve } = traces;
  const load = new Float64Array(weekMinutes);
  const weight = new Float64Array(weekMinutes);
  const shares = Float64Array.from({ length: weekMinutes }, (_, minute) => shareOf(dayCurve, minute));
  // Back to back: the next replay begins with the last request of the one before.
  const period = Math.max(60, requests.at(-1)?.atSeconds ?? 0);
  for (let replay = 0; replay * period < weekMinutes * 60; replay++) {
    for (const { atSeconds, cardSeconds } of requests) {
      const minute = Math.floor((replay * period + atSeconds) / 60);
      if (minute >= weekMinutes) break;
      const share = shares[minute] ?? 0;
      load[minute] = (load[minute] ?? 0) + cardSeconds * share;
      weight[minute] = (weight[minute] ?? 0) + share;
    }
  }
  const busiest = load.reduce((a, b) => Math.max(a, b), 0);
  const scale = busiest > 0 ? (busiestShare * cards) / busiest : 0;
  for (let minute = 0; minute < weekMinutes; minute++) load[minute] = (load[minute] ?? 0) * scale;
  return {
    load,
    weight,
    need: Uint8Array.from(load, (one) => (cards > 1 ? cardsFor(one) : Math.ceil(one))),
    arrivals: (minute) => arrivalsIn(minute, traces, period),
  };
}

/** How much a request of this minute counts. */
const shareOf = (dayCurve: readonly number[], minute: number): number =>
  (dayCurve[hourOf(minute)] ?? 0) * (dayOf(minute) >= 5 ? weekendLoad : 1);

function arrivalsIn(minute: number, { requests }: Traces, period: number): number[] {
  const found: number[] = [];
  const [from, to] = [minute * 60, minute * 60 + 60];
  for (let replay = Math.max(0, Math.floor(from / period) - 1); replay * period < to; replay++) {
    const start = replay * period;
    for (let i = firstFrom(requests, from - start); i < requests.length; i++) {
      const at = start + (requests[i]?.atSeconds ?? 0);
      if (at >= to) break;
      found.push(at);
    }
  }
  return found;
}

/** The first request that comes at `seconds` or later. */
function firstFrom(requests: Traces["requests"], seconds: number): number {
  let [low, high] = [0, requests.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((requests[middle]?.atSeconds ?? 0) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
