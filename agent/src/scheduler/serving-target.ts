/**
 * How many cards should be awake for serving now, from what was asked in the past alone: the busiest minute of this hour
 * yesterday, put to today's level, and whatever was needed in the last minutes. Waking takes seconds and people notice, so the
 * last minute of an hour looks into the next one.
 */
const hourMinutes = 60;
const dayMinutes = 24 * hourMinutes;
/** Long enough for a level that single bursts do not move. */
const levelMinutes = 3 * hourMinutes;
/** A burst is seldom alone. */
const holdMinutes = 15;
/** A load of exactly two cards must not ask for a third because of the last bit of a float. */
const roundingSlack = 1e-9;

/** `load[m]` is how many cards' worth was asked in minute m; all of it is past, and minute `load.length` begins now. */
export type ServingTarget = (load: ArrayLike<number>) => number;

export function createServingTarget(): ServingTarget {
  // The look at yesterday is the same for a whole hour.
  const peaks = new Map<number, number>();
  const peakIn = (load: ArrayLike<number>, minute: number): number => {
    const hour = Math.floor(minute / hourMinutes);
    const known = peaks.get(hour) ?? peakYesterday(load, hour * hourMinutes - dayMinutes);
    peaks.set(hour, known);
    return known;
  };
  return (load) => {
    const now = load.length;
    const isLastOfHour = (now + 1) % hourMinutes === 0;
    const expected = Math.max(peakIn(load, now), isLastOfHour ? peakIn(load, now + 1) : 0);
    return cardsFor(Math.max(peak(load, now - holdMinutes, now), expected * levelOfToday(load, now)));
  };
}

/** One card always serves. */
export const cardsFor = (load: number): number => Math.max(1, Math.ceil(load - roundingSlack));

/** In which minute and which hour a burst comes is, in part, chance: one that was calm counts with the usual burst. */
function peakYesterday(load: ArrayLike<number>, start: number): number {
  const end = start + hourMinutes;
  if (end <= 0) return 0;
  const usual = meanOf(load, start, end) * usualBurst(load, start);
  return Math.max(peak(load, start, end), Math.min(usual, peak(load, start, start + dayMinutes)));
}

/** The busiest minute beside the mean of its hour, in the day from `start` on: the median of its hours. */
function usualBurst(load: ArrayLike<number>, start: number): number {
  const hours = Array.from({ length: 24 }, (_, hour) => start + hour * hourMinutes);
  const bursts = hours
    .map((hour) => peak(load, hour, hour + hourMinutes) / meanOf(load, hour, hour + hourMinutes))
    .filter((burst) => Number.isFinite(burst))
    .sort((a, b) => a - b);
  return bursts[Math.floor(bursts.length / 2)] ?? 0;
}

/** The last hours beside the same ones yesterday: a weekend shows before its first busy hour. */
function levelOfToday(load: ArrayLike<number>, now: number): number {
  const before = meanOf(load, now - levelMinutes - dayMinutes, now - dayMinutes);
  return now < levelMinutes + dayMinutes || before === 0 ? 1 : meanOf(load, now - levelMinutes, now) / before;
}

function peak(load: ArrayLike<number>, from: number, to: number): number {
  const end = Math.min(to, load.length);
  let highest = 0;
  for (let minute = Math.max(0, from); minute < end; minute++) highest = Math.max(highest, load[minute] ?? 0);
  return highest;
}
function meanOf(load: ArrayLike<number>, from: number, to: number): number {
  const end = Math.min(to, load.length);
  let total = 0;
  for (let minute = Math.max(0, from); minute < end; minute++) total += load[minute] ?? 0;
  return total / (to - from);
}
