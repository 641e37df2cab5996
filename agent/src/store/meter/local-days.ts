/** Which day and month of the box's own clock a moment falls in. A day is kept as a number: days since 1970-01-01 of that date. */
import { periodsOf } from "../../contract/snapshot.ts";

export interface LocalDay {
  day: number;
  periods: { day: string; month: string };
}
export type LocalDays = (atMs: number) => LocalDay;

/** Local midnights lie on quarters of an hour everywhere: one look at the calendar serves all lines of one. */
const stepMs = 900_000;
const most = 1000;

export function localDays(utcOffsetMinutes = ofThisMachine): LocalDays {
  const known = new Map<number, LocalDay>();
  return (atMs) => {
    const step = Math.floor(atMs / stepMs);
    const found = known.get(step);
    if (found) return found;
    const periods = periodsOf(step * stepMs, utcOffsetMinutes(step * stepMs));
    const local = { day: Date.parse(periods.day) / 86_400_000, periods };
    if (known.size >= most) known.clear();
    known.set(step, local);
    return local;
  };
}

function ofThisMachine(atMs: number): number {
  return -new Date(atMs).getTimezoneOffset();
}
