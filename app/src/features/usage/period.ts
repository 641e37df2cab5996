/** Stretches of days a report is asked for, and the buckets in them. Days are written as the box writes them: 2026-11-27. Pure. */
export const periodIds = ["month", "last-month", "30-days", "13-months"] as const;
export type PeriodId = (typeof periodIds)[number];
export interface Period {
  /** Both inclusive. */
  from: string;
  to: string;
  bucket: "day" | "month";
}

export const isPeriodId = (text: string): text is PeriodId => (periodIds as readonly string[]).includes(text);

export function periodOf(id: PeriodId, today: string): Period {
  const month = today.slice(0, 7);
  if (id === "month") return { from: `${month}-01`, to: today, bucket: "day" };
  if (id === "last-month") return monthPeriod(addMonths(month, -1));
  if (id === "30-days") return { from: addDays(today, -29), to: today, bucket: "day" };
  return { from: `${addMonths(month, -12)}-01`, to: today, bucket: "month" };
}

/** A whole month, day by day. */
export const monthPeriod = (month: string): Period => ({
  from: `${month}-01`,
  to: addDays(`${addMonths(month, 1)}-01`, -1),
  bucket: "day",
});

/** Every bucket of the period, also those in which nothing happened. */
export function bucketsOf({ from, to, bucket }: Period): string[] {
  const all: string[] = [];
  if (bucket === "month") for (let m = from.slice(0, 7); m <= to.slice(0, 7); m = addMonths(m, 1)) all.push(m);
  else for (let day = from; day <= to; day = addDays(day, 1)) all.push(day);
  return all;
}

/** The month of today and the twelve before it, newest first: what the box keeps. */
export const keptMonths = (today: string): string[] => Array.from({ length: 13 }, (_, i) => addMonths(today.slice(0, 7), -i));

export function localDay(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function addMonths(month: string, months: number): string {
  const [year = 0, one = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, one - 1 + months, 1)).toISOString().slice(0, 7);
}
