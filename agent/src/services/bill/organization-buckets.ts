import type { LocalDays } from "../../store/meter/local-days.ts";

export interface BucketSpan {
  /** Unix seconds; up to, but without `end`. */
  start: number;
  end: number;
  width: "1h" | "1d";
  /** At most so many buckets in one answer. */
  limit: number;
}
export interface Span {
  start: number;
  end: number;
  table: "hour" | "day";
  at: number;
}
const hour = 3600;

/** Hours by UTC; days from the box's own midnight to the next, so that they add up to the bill. `next`: where the next answer begins. */
export function bucketsOf({ start, end, width, limit }: BucketSpan, localOf: LocalDays): { spans: Span[]; next: number | null } {
  const spans: Span[] = [];
  let at = width === "1h" ? Math.floor(start / hour) * hour : midnightBefore(start, localOf);
  for (; at < end && spans.length < limit; at = spans.at(-1)!.end) {
    if (width === "1h") spans.push({ start: at, end: at + hour, table: "hour", at: at / hour });
    else spans.push({ start: at, end: midnightAfter(at, localOf), table: "day", at: localOf(at * 1000).day });
  }
  return { spans, next: at < end ? at : null };
}

const quarter = 900;
/** Midnights lie on quarters of an hour; a day has 23 to 25 hours where clocks are changed. */
function midnightBefore(seconds: number, localOf: LocalDays): number {
  const { day } = localOf(seconds * 1000);
  let at = Math.floor(seconds / quarter) * quarter;
  while (localOf((at - quarter) * 1000).day === day) at -= quarter;
  return at;
}
function midnightAfter(seconds: number, localOf: LocalDays): number {
  const { day } = localOf(seconds * 1000);
  let at = seconds + 22 * hour;
  while (localOf(at * 1000).day === day) at += quarter;
  return at;
}
