/**
 * What stays of card readings for years: mean, least and most of each minute (a chunk per hour, 400 days) and of each hour (a chunk per
 * day, ten years). Made of whole hours and days once they are over, from the seconds, which stay for a week: about 2 MB a month and
 * card, and 0.5 MB a year after that.
 */
import { setImmediate } from "node:timers/promises";
import type { MeterDb } from "./open-meter-db.ts";

/** Mean, least and most of a stretch; NaN where nothing was read. */
export type Point = readonly [mean: number, least: number, most: number];
export interface RolledPoint {
  cardId: string;
  at: number;
  point: Point;
}
type Blob = Buffer | ArrayBuffer;
type Span = "hour" | "day";
interface Row {
  at: number;
  card: string;
  series: string;
  chunk: Blob;
}
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** A chunk of an hour holds its minutes, one of a day its hours. */
const spans = { hour: { ms: hourMs, parts: 60 }, day: { ms: dayMs, parts: 24 } };
const keptMs = { seconds: 7 * dayMs, hour: 400 * dayMs, day: 3660 * dayMs };

/** Step 4 of meter.db. */
export function addCardRollups(db: MeterDb): void {
  db.exec(
    `CREATE TABLE card_rollup (span TEXT NOT NULL, at INTEGER NOT NULL, card TEXT NOT NULL, series TEXT NOT NULL, chunk BLOB NOT NULL,
       PRIMARY KEY (span, at, card, series)) WITHOUT ROWID;
     CREATE TABLE card_rolled (span TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;`,
  );
}

export function createCardRollups(db: MeterDb) {
  const nextOf = db.prepare("SELECT next FROM card_rolled WHERE span = ?");
  const setNext = db.prepare("INSERT OR REPLACE INTO card_rolled VALUES (?, ?)");
  const insert = db.prepare("INSERT OR REPLACE INTO card_rollup VALUES (?, ?, ?, ?, ?)");
  const minutes = db.prepare(
    "SELECT minute AS at, card, series, chunk FROM card_minute WHERE minute >= ? AND minute < ? ORDER BY minute",
  );
  const hours = db.prepare(
    "SELECT at, card, series, chunk FROM card_rollup WHERE span = 'hour' AND at >= ? AND at < ? ORDER BY at",
  );
  const firstMinute = db.prepare("SELECT min(minute) AS at FROM card_minute WHERE minute >= ?");
  const firstHour = db.prepare("SELECT min(at) AS at FROM card_rollup WHERE span = 'hour' AND at >= ?");
  const select = db.prepare(
    "SELECT at, card, chunk FROM card_rollup WHERE span = ? AND at >= ? AND at < ? AND series = ? ORDER BY at",
  );
  const removeSeconds = db.prepare("DELETE FROM card_minute WHERE minute < ?");
  const remove = db.prepare("DELETE FROM card_rollup WHERE span = ? AND at < ?");

  /** The first hour or day that is not rolled yet. */
  const next = (span: Span): number => (nextOf.get(span) as { next: number } | undefined)?.next ?? 0;
  const parts = {
    hour: { first: (at: number) => div(firstMinute, at * 60, 60), rows: (at: number) => minutes.all(at * 60, (at + 1) * 60) },
    day: { first: (at: number) => div(firstHour, at * 24, 24), rows: (at: number) => hours.all(at * 24, (at + 1) * 24) },
  };
  const roll = db.transaction((span: Span, at: number) => {
    const chunks = new Map<string, { card: string; series: string; chunk: Float32Array }>();
    for (const row of parts[span].rows(at) as Row[]) {
      const key = `${row.card} ${row.series}`;
      const length = spans[span].parts * 3;
      const of = chunks.get(key) ?? { card: row.card, series: row.series, chunk: new Float32Array(length).fill(Number.NaN) };
      chunks.set(key, of);
      of.chunk.set(span === "hour" ? foldSeconds(row.chunk) : foldPoints(row.chunk), (row.at % spans[span].parts) * 3);
    }
    for (const { card, series, chunk } of chunks.values()) insert.run(span, at, card, series, Buffer.from(chunk.buffer));
    setNext.run(span, at + 1);
  }).immediate;

  return {
    next,
    /** Rolls what is over, one hour or day at a time (others get their turn in between), then forgets what is too old. */
    async tidy(now: number): Promise<void> {
      for (const span of ["hour", "day"] as const) {
        const until = Math.floor(now / spans[span].ms);
        for (let at = parts[span].first(next(span)); at !== null && at < until; at = parts[span].first(at + 1)) {
          roll(span, at);
          await setImmediate();
        }
        setNext.run(span, Math.max(until, next(span)));
      }
      removeSeconds.run(Math.floor((now - keptMs.seconds) / minuteMs));
      for (const span of ["hour", "day"] as const) remove.run(span, Math.floor((now - keptMs[span]) / spans[span].ms));
    },
    /** Minutes (of chunks of hours) or hours (of days) from `fromMs` until what is not rolled yet; `untilMs` is where that begins. */
    read(span: Span, series: string, fromMs: number): { points: RolledPoint[]; untilMs: number } {
      const { ms, parts: count } = spans[span];
      const until = next(span);
      const points = (select.all(span, Math.floor(fromMs / ms), until, series) as Row[]).flatMap(({ at, card, chunk }) => {
        const values = floats(chunk);
        return Array.from({ length: count }, (_, i): RolledPoint => {
          const point: Point = [values[3 * i]!, values[3 * i + 1]!, values[3 * i + 2]!];
          return { cardId: card, at: at * ms + i * (ms / count), point };
        });
      });
      return { points: points.filter(({ at, point }) => at >= fromMs && !Number.isNaN(point[0])), untilMs: until * ms };
    },
  };
}

function div(statement: ReturnType<MeterDb["prepare"]>, from: number, by: number): number | null {
  const { at } = statement.get(from) as { at: number | null };
  return at === null ? null : Math.floor(at / by);
}

/** libsql gives blobs as Buffer from get() and as ArrayBuffer from all(); neither need be aligned for a Float32Array: copied. */
export function floats(blob: Blob): Float32Array {
  return new Float32Array(new Uint8Array(blob).slice().buffer);
}

const foldSeconds = (chunk: Blob): Point => fold([...floats(chunk)].map((value) => [value, value, value]));
function foldPoints(chunk: Blob): Point {
  const values = floats(chunk);
  return fold(Array.from({ length: values.length / 3 }, (_, i) => [values[3 * i]!, values[3 * i + 1]!, values[3 * i + 2]!]));
}
function fold(points: Point[]): Point {
  const read = points.filter(([mean]) => !Number.isNaN(mean));
  if (read.length === 0) return [Number.NaN, Number.NaN, Number.NaN];
  const mean = read.reduce((sum, point) => sum + point[0], 0) / read.length;
  return [mean, Math.min(...read.map((point) => point[1])), Math.max(...read.map((point) => point[2]))];
}
