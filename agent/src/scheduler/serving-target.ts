/**
 * How many cards should be awake for serving now, from what was asked in the past alone: the busiest minute of this hour
 * yesterday, put to today's level, and whatever was needed in the last minutes. Waking takes seconds and people notice, so the
 * next minute's hour counts too.
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
export function servingTarget(load: ArrayLike<number>): number {
  const now = load.length;
  const level = levelOfToday(load, now);
  const isLastOfHour = (now + 1) % hourMinutes === 0;
  const expected = Math.max(peakYesterday(load, now), isLastOfHour ? peakYesterday(load, now + 1) : 0) * level;
  const recent = peak(load, now - holdMinutes, now);
  return cardsFor(Math.max(recent, expected));
}

/** One card always serves. */
export const cardsFor = (load: number): number => Math.max(1, Math.ceil(load - roundingSlack));

/** The whole hour: at which of its minutes a burst comes is chance. */
function peakYesterday(load: ArrayLike<number>, minute: number): number {
  const start = Math.floor(minute / hourMinutes) * hourMinutes - dayMinutes;
  return peak(load, start, start + hourMinutes);
}

/** The last hours beside the same ones yesterday: a weekend shows before its first busy hour. */
function levelOfToday(load: ArrayLike<number>, now: number): number {
  const before = sum(load, now - levelMinutes - dayMinutes, now - dayMinutes);
  return now < levelMinutes + dayMinutes || before === 0 ? 1 : sum(load, now - levelMinutes, now) / before;
}

function peak(load: ArrayLike<number>, from: number, to: number): number {
  const end = Math.min(to, load.length);
  let highest = 0;
  for (let minute = Math.max(0, from); minute < end; minute++) {
    const one = load[minute] ?? 0;
    if (one > highest) highest = one;
  }
  return highest;
}
function sum(load: ArrayLike<number>, from: number, to: number): number {
  let total = 0;
  for (let minute = Math.max(0, from); minute < to; minute++) total += load[minute] ?? 0;
  return total;
}
