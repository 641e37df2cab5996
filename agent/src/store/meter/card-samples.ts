/**
 * Readings of the cards: one float32 chunk of 60 seconds per card, series and minute (30 times fewer writes than rows, and a day of
 * history is read in a millisecond). The open minute lives in memory: a crash loses at most that.
 */
import type { Sample } from "../../contract/card.ts";
import { createCurves } from "./card-curves.ts";
import { createCardRollups, floats, type RolledPoint } from "./card-rollups.ts";
import type { MeterDb } from "./open-meter-db.ts";

const seriesNames = ["loadPercent", "memoryUsedBytes", "powerWatts", "temperatureC"] as const;
type Series = (typeof seriesNames)[number];

export interface CardHistory {
  cardId: string;
  /** Epoch milliseconds. */
  at: number[];
  loadPercent: (number | null)[];
  memoryUsedBytes: (number | null)[];
  /** The most of each stretch, where the others are its mean. */
  loadPercentMost: (number | null)[];
  memoryUsedBytesMost: (number | null)[];
}
export interface CardSamples {
  appendSamples(samples: readonly Sample[]): void;
  /** At most `maxPoints` per card, each the mean and the most of its stretch; null where nothing was read. */
  readHistory(minutes: number, now: number): CardHistory[];
  /** Writes the open minute; call before the database is closed. */
  flush(): void;
  /** Rolls up what is over, and forgets what is too old. */
  tidy(now: number): Promise<void>;
}

const minuteMs = 60_000;
const slots = 60;
const maxPoints = 720;
/** Longer stretches are read from minutes, then from hours: so many of the finer ones would be read in vain. */
const longestBySecond = 1440;
const longestByMinute = 14 * 1440;
type Blob = Buffer | ArrayBuffer;
type Chunks = Map<string, Record<Series, Float32Array>>;

export function createCardSamples(db: MeterDb): CardSamples {
  const insert = db.prepare(
    "INSERT INTO card_minute (minute, card, series, chunk) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET chunk = excluded.chunk",
  );
  const select = db.prepare("SELECT minute, card, chunk FROM card_minute WHERE minute >= ? AND series = ? ORDER BY minute");
  const one = db.prepare("SELECT chunk FROM card_minute WHERE minute = ? AND card = ? AND series = ?");
  const rollups = createCardRollups(db);
  let minute = 0;
  let chunks: Chunks = new Map();

  /** Goes on with a minute that an agent before us had begun. */
  const begin = (card: string): Record<Series, Float32Array> => {
    const load = (series: Series) => {
      const row = one.get(minute, card, series) as { chunk: Blob } | undefined;
      return row ? floats(row.chunk) : new Float32Array(slots).fill(Number.NaN);
    };
    return {
      loadPercent: load("loadPercent"),
      memoryUsedBytes: load("memoryUsedBytes"),
      powerWatts: load("powerWatts"),
      temperatureC: load("temperatureC"),
    };
  };
  const flush = db.transaction(() => {
    for (const [card, series] of chunks) {
      for (const name of seriesNames) insert.run(minute, card, name, Buffer.from(series[name].buffer));
    }
  }).immediate;
  function* seconds(series: Series, fromMs: number): Generator<RolledPoint> {
    const from = Math.floor(fromMs / minuteMs);
    const written = (select.all(from, series) as { minute: number; card: string; chunk: Blob }[])
      .filter((row) => row.minute !== minute || !chunks.has(row.card))
      .map((row) => ({ at: row.minute, cardId: row.card, values: floats(row.chunk) }));
    const open = minute < from ? [] : [...chunks].map(([cardId, of]) => ({ at: minute, cardId, values: of[series] }));
    for (const { at, cardId, values } of [...written, ...open]) {
      for (const [second, value] of values.entries())
        if (!Number.isNaN(value)) yield { cardId, at: at * minuteMs + second * 1000, point: [value, value, value] };
    }
  }
  /** From coarse to fine: what is rolled up already, and the rest from the next finer one. */
  function* points(series: Series, minutes: number, fromMs: number): Generator<RolledPoint> {
    const spans = minutes <= longestBySecond ? [] : minutes <= longestByMinute ? (["hour"] as const) : (["day", "hour"] as const);
    let from = fromMs;
    for (const span of spans) {
      const read = rollups.read(span, series, from);
      yield* read.points;
      from = Math.max(from, read.untilMs);
    }
    yield* seconds(series, from);
  }
  return {
    appendSamples(samples) {
      for (const sample of samples) {
        const at = Math.floor(sample.at / minuteMs);
        if (at !== minute) {
          flush();
          minute = at;
          chunks = new Map();
        }
        const chunk = chunks.get(sample.cardId) ?? begin(sample.cardId);
        chunks.set(sample.cardId, chunk);
        const slot = Math.floor((sample.at % minuteMs) / 1000);
        for (const name of seriesNames) chunk[name][slot] = sample[name] ?? Number.NaN;
      }
    },
    readHistory(minutes, now) {
      const fromMs = (Math.floor(now / minuteMs) - minutes + 1) * minuteMs;
      const stepMs = Math.max(1, Math.ceil((minutes * slots) / maxPoints)) * 1000;
      const curves = createCurves(fromMs, stepMs, Math.ceil((minutes * minuteMs) / stepMs));
      const load = curves.of(points("loadPercent", minutes, fromMs));
      const memory = curves.of(points("memoryUsedBytes", minutes, fromMs));
      return [...load.keys()].sort().map((cardId) => ({
        ...{ cardId, at: curves.at },
        ...{ loadPercent: load.get(cardId)!.mean, loadPercentMost: load.get(cardId)!.most },
        memoryUsedBytes: memory.get(cardId)?.mean ?? curves.empty(),
        memoryUsedBytesMost: memory.get(cardId)?.most ?? curves.empty(),
      }));
    },
    flush,
    async tidy(now) {
      flush();
      await rollups.tidy(now);
    },
  };
}
