/**
 * Readings of the cards: one float32 chunk of 60 seconds per card, series and minute (30 times fewer writes than rows, and a day of
 * history is read in a millisecond). The open minute lives in memory: a crash loses at most that.
 */
import type { Sample } from "../../contract/card.ts";
import type { MeterDb } from "./open-meter-db.ts";

const seriesNames = ["loadPercent", "memoryUsedBytes", "powerWatts", "temperatureC"] as const;
type Series = (typeof seriesNames)[number];

export interface CardHistory {
  cardId: string;
  /** Epoch milliseconds. */
  at: number[];
  loadPercent: (number | null)[];
  memoryUsedBytes: (number | null)[];
}
export interface CardSamples {
  appendSamples(samples: readonly Sample[]): void;
  /** At most `maxPoints` per card, each the mean of its stretch; null where nothing was read. */
  readHistory(minutes: number, now: number): CardHistory[];
  /** Writes the open minute; call before the database is closed. */
  flush(): void;
  prune(beforeMs: number): void;
}

const minuteMs = 60_000;
const slots = 60;
const maxPoints = 720;
type Blob = Buffer | ArrayBuffer;
type Chunks = Map<string, Record<Series, Float32Array>>;

export function createCardSamples(db: MeterDb): CardSamples {
  const insert = db.prepare(
    "INSERT INTO card_minute (minute, card, series, chunk) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET chunk = excluded.chunk",
  );
  const select = db.prepare("SELECT minute, card, chunk FROM card_minute WHERE minute >= ? AND series = ? ORDER BY minute");
  const one = db.prepare("SELECT chunk FROM card_minute WHERE minute = ? AND card = ? AND series = ?");
  const remove = db.prepare("DELETE FROM card_minute WHERE minute < ?");
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
  const read = (series: Series, from: number): Map<string, Map<number, Float32Array>> => {
    const cards = new Map<string, Map<number, Float32Array>>();
    const add = (card: string, at: number, chunk: Float32Array) => cards.set(card, (cards.get(card) ?? new Map()).set(at, chunk));
    for (const row of select.all(from, series) as { minute: number; card: string; chunk: Blob }[])
      add(row.card, row.minute, floats(row.chunk));
    for (const [card, open] of chunks) if (minute >= from) add(card, minute, open[series]);
    return cards;
  };
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
      const last = Math.floor(now / minuteMs);
      const from = last - minutes + 1;
      const [loads, memories] = [read("loadPercent", from), read("memoryUsedBytes", from)];
      const step = Math.max(1, Math.ceil((minutes * slots) / maxPoints));
      const count = Math.ceil((minutes * slots) / step);
      const at = Array.from({ length: count }, (_, n) => from * minuteMs + n * step * 1000);
      return [...loads.keys()].sort().map((cardId) => ({
        cardId,
        at,
        loadPercent: means(loads.get(cardId), from, step, count),
        memoryUsedBytes: means(memories.get(cardId), from, step, count),
      }));
    },
    flush,
    prune: (beforeMs) => void remove.run(Math.floor(beforeMs / minuteMs)),
  };
}

/** libsql gives blobs as Buffer from get() and as ArrayBuffer from all(); neither need be aligned for a Float32Array: copied. */
function floats(blob: Blob): Float32Array {
  return new Float32Array(new Uint8Array(blob).slice().buffer);
}

function means(minutes: Map<number, Float32Array> | undefined, from: number, step: number, count: number): (number | null)[] {
  const points: (number | null)[] = [];
  for (let n = 0; n < count; n++) {
    let sum = 0;
    let seen = 0;
    for (let second = n * step; second < (n + 1) * step; second++) {
      const value = minutes?.get(from + Math.floor(second / slots))?.[second % slots];
      if (value === undefined || Number.isNaN(value)) continue;
      sum += value;
      seen += 1;
    }
    points.push(seen === 0 ? null : sum / seen);
  }
  return points;
}
