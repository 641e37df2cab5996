import { SluiceError } from "../../contract/error.ts";
import type { UsageBucket } from "../../contract/usage.ts";
import { dateOfDay, type LocalDays, numberOfDay } from "../../store/meter/local-days.ts";

export interface Stretch {
  /** Days of the box, both within: "2026-11-27". */
  from: string;
  to: string;
  bucket: UsageBucket;
}
/** One look into the books. */
export interface Slice {
  table: "hour" | "day";
  at: number;
  /** So many of them, from `at` on. */
  together: number;
  bucket: string;
}
const hourMs = 3_600_000;
/** Fewer and larger sums come out of a longer look, but nobody else is served meanwhile: some tens of milliseconds for a large box. */
const mostTogether = 5;
const mostDays = { hour: 31, day: 400, month: 400, all: 400 } satisfies Record<UsageBucket, number>;

/** Throws `bad-input` for a stretch that ends before it begins, or is longer than can be answered. */
export function slicesOf({ from, to, bucket }: Stretch, localOf: LocalDays): Slice[] {
  const [first, last] = [numberOfDay(from), numberOfDay(to)];
  if (last < first) throw new SluiceError("bad-input", `The stretch ends (${to}) before it begins (${from}).`);
  if (last - first >= mostDays[bucket]) {
    const hint = bucket === "hour" ? "Ask for fewer days, or by day." : "Sums are kept for 13 months.";
    throw new SluiceError("bad-input", `By ${bucket}, at most ${mostDays[bucket]} days can be asked at once.`, { hint });
  }
  if (bucket === "hour") return hoursOf(first, last, localOf);
  const label = { day: (date: string) => date, month: (date: string) => date.slice(0, 7), all: () => "" }[bucket];
  return daysOf(first, last, label);
}

/** Days of one bucket go together. */
function daysOf(first: number, last: number, label: (date: string) => string): Slice[] {
  const slices: Slice[] = [];
  for (let day = first; day <= last; day++) {
    const bucket = label(dateOfDay(day));
    const before = slices.at(-1);
    if (before?.bucket === bucket && before.together < mostTogether) before.together += 1;
    else slices.push({ table: "day", at: day, together: 1, bucket });
  }
  return slices;
}

/** The hours that begin within these days. No clock is more than a day away from UTC. */
function hoursOf(first: number, last: number, localOf: LocalDays): Slice[] {
  const slices: Slice[] = [];
  for (let hour = (first - 1) * 24; hour < (last + 2) * 24; hour++) {
    const { day, hour: bucket } = localOf(hour * hourMs);
    if (day >= first && day <= last) slices.push({ table: "hour", at: hour, together: 1, bucket });
  }
  return slices;
}
