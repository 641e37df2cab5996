/** Whom the cards belong to at a moment: a week of serving hours on a wall clock, with its nights and its changes of summer time. Pure. */
import type { CardHours } from "../contract/card-time.ts";

export interface CardTime {
  belongsTo: "serving" | "training";
  /** When that changes next (epoch ms); null: never. */
  untilMs: number | null;
  /** Somebody has set hours. Where nobody has, serving stops no job by itself. */
  isSet: boolean;
}
export const alwaysServing: CardTime = { belongsTo: "serving", untilMs: null, isSet: false };

interface Span {
  from: number;
  to: number;
}
const [minuteMs, dayMs] = [60_000, 86_400_000];
/** A week and the day that the last night reaches into. */
const daysAhead = 8;

/** `zone`: an IANA name. */
export function cardTimeAt(hours: CardHours, now: number, zone: string): CardTime {
  if (hours === null) return alwaysServing;
  const today = Math.floor((now + offsetAt(now, zone)) / dayMs) * dayMs;
  const spans = servingSpans(hours, today, zone);
  const current = spans.find(({ from, to }) => from <= now && now < to);
  if (!current) {
    const next = spans.find(({ from }) => from > now);
    return { belongsTo: "training", untilMs: next?.from ?? null, isSet: true };
  }
  const isEndless = current.to >= instantOf(today + daysAhead * dayMs, zone);
  return { belongsTo: "serving", untilMs: isEndless ? null : current.to, isSet: true };
}

/** From yesterday on; hours that touch are one span. */
function servingSpans({ serving }: NonNullable<CardHours>, today: number, zone: string): Span[] {
  const spans: Span[] = [];
  for (let day = -1; day <= daysAhead; day++) {
    const midnight = today + day * dayMs;
    const hours = serving[(new Date(midnight).getUTCDay() + 6) % 7];
    if (!hours) continue;
    const [begin, end] = [minuteOf(hours.from), minuteOf(hours.to)];
    const from = instantOf(midnight + begin * minuteMs, zone);
    const to = instantOf(midnight + end * minuteMs + (end > begin ? 0 : dayMs), zone);
    const last = spans.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Of a wall clock's time, written as if it were UTC. A time that comes twice is the first; one that is left out is as much later. */
function instantOf(wallMs: number, zone: string): number {
  const candidates = [wallMs - dayMs, wallMs + dayMs].map((near) => wallMs - offsetAt(near, zone));
  const real = candidates.filter((at) => at + offsetAt(at, zone) === wallMs);
  return real.length > 0 ? Math.min(...real) : Math.max(...candidates);
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** How far the wall clock is ahead of UTC. */
function offsetAt(at: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    const fields = {
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    } as const;
    format = new Intl.DateTimeFormat("en-US", { ...fields, timeZone: zone, hourCycle: "h23" });
    formats.set(zone, format);
  }
  const parts = format.formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - Math.floor(at / 1000) * 1000;
}
