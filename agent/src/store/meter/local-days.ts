/** Which hour, day and month of the box's own clock a moment falls in. A day is kept as a number: days since 1970-01-01 of that date. */
import { periodsOf } from "../../contract/snapshot.ts";

export interface LocalDay {
  day: number;
  periods: { day: string; month: string };
  /** "2026-11-27T13" */
  hour: string;
}
export type LocalDays = (atMs: number) => LocalDay;

const dayMs = 86_400_000;
/** Local midnights lie on quarters of an hour everywhere: one look at the calendar serves all lines of one. */
const stepMs = 900_000;
const most = 1000;

export function localDays(utcOffsetMinutes = ofThisMachine): LocalDays {
  const known = new Map<number, LocalDay>();
  return (atMs) => {
    const step = Math.floor(atMs / stepMs);
    const found = known.get(step);
    if (found) return found;
    const at = step * stepMs;
    const offset = utcOffsetMinutes(at);
    const periods = periodsOf(at, offset);
    const hour = new Date(at + offset * 60_000).toISOString().slice(0, 13);
    const local = { day: numberOfDay(periods.day), periods, hour };
    if (known.size >= most) known.clear();
    known.set(step, local);
    return local;
  };
}

export const numberOfDay = (date: string): number => Date.parse(date) / dayMs;
export const dateOfDay = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

function ofThisMachine(atMs: number): number {
  return -new Date(atMs).getTimezoneOffset();
}
