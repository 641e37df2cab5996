/** Budget days and months by the box's own clock, as whole days since 1970: cheap to compare and to add up. */
const dayMs = 86_400_000;
const minuteMs = 60_000;

export interface Periods {
  day: number;
  /** "2026-11-27" and "2026-11", as the snapshot names them. */
  dayName: string;
  monthName: string;
  /** The month's days: from (with) and up to (without). */
  monthFrom: number;
  monthUpTo: number;
  /** Epoch milliseconds. */
  dayEndsAt: number;
  monthEndsAt: number;
}

export const dayOf = (at: number, utcOffsetMinutes: number): number => Math.floor((at + utcOffsetMinutes * minuteMs) / dayMs);

export function periodsAt(at: number, utcOffsetMinutes: number): Periods {
  const day = dayOf(at, utcOffsetMinutes);
  const date = new Date(day * dayMs);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const monthUpTo = Date.UTC(year, month + 1, 1) / dayMs;
  const dayName = date.toISOString().slice(0, 10);
  const beginOf = (days: number) => days * dayMs - utcOffsetMinutes * minuteMs;
  return {
    ...{ day, dayName, monthName: dayName.slice(0, 7) },
    ...{ monthFrom: Date.UTC(year, month, 1) / dayMs, monthUpTo },
    ...{ dayEndsAt: beginOf(day + 1), monthEndsAt: beginOf(monthUpTo) },
  };
}

/** The same, remembered until midnight. */
export function createPeriods(): (at: number, utcOffsetMinutes: number) => Periods {
  let known: Periods | null = null;
  let offset = 0;
  return (at, utcOffsetMinutes) => {
    if (known === null || offset !== utcOffsetMinutes || at >= known.dayEndsAt || at < known.dayEndsAt - dayMs) {
      known = periodsAt(at, utcOffsetMinutes);
      offset = utcOffsetMinutes;
    }
    return known;
  };
}
