/** Token lengths of a version with the base model's own tokenizer: exact for small data, from a seeded sample for large. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { type DatasetVersion, Row } from "../../contract/dataset.ts";
import { parseJson } from "../../lib/parse-json.ts";
import { defaultSystemOf, toChatMarkup } from "./chat-markup.ts";
import { readChunks } from "./read-text.ts";
import { splitLines } from "./split-lines.ts";
import { histogramOf } from "./token-histogram.ts";

export interface TokensTask {
  kind: "tokens";
  rowsFile: string;
  rows: number;
  /** Folder with tokenizer.json. */
  tokenizerDir: string;
  seed: number;
}
export type TokenLengths = NonNullable<DatasetVersion["tokens"]>;

/** The pure JavaScript tokenizer does about 1 MB/s: this many rows take seconds. */
export const sampleSize = 2000;
/** A longer row is measured by its beginning, and the answer is then no longer called exact. */
const longestMeasured = 200_000;

export function measureTokens(task: TokensTask): TokenLengths {
  const { count, isCut } = loadCounter(task.tokenizerDir);
  const lengths: number[] = [];
  const isWanted = chooseSample(task.rows, task.seed);
  const lines = splitLines((piece) => {
    if (!isWanted(piece.number)) return;
    const row = parseJson(piece.bytes.toString("utf8"), Row);
    if (row) lengths.push(count(row));
  }, Number.POSITIVE_INFINITY);
  for (const { bytes } of readChunks(task.rowsFile)) lines.push(bytes);
  lengths.sort((a, b) => a - b);
  const sum = lengths.reduce((total, length) => total + length, 0);
  const rank = (share: number) => lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * share))] ?? 0;
  return {
    exact: lengths.length === task.rows && !isCut(),
    sampleRows: lengths.length,
    total: Math.round((sum / Math.max(1, lengths.length)) * task.rows),
    longest: lengths.at(-1) ?? 0,
    p50: rank(0.5),
    p95: rank(0.95),
    histogram: histogramOf(lengths, task.rows),
  };
}

function loadCounter(dir: string) {
  const read = (name: string) => readFileSync(path.join(dir, name), "utf8");
  const config = JSON.parse(read("tokenizer_config.json")) as { chat_template?: unknown };
  const tokenizer = new Tokenizer(JSON.parse(read("tokenizer.json")) as object, config);
  const inFile = existsSync(path.join(dir, "chat_template.jinja")) ? read("chat_template.jinja") : String(config.chat_template);
  const system = defaultSystemOf(inFile);
  let cut = false;
  return {
    isCut: () => cut,
    count(row: Row): number {
      const text = toChatMarkup(row, system);
      const part = text.slice(0, longestMeasured);
      if (part.length < text.length) cut = true;
      const tokens = tokenizer.encode(part, { add_special_tokens: false }).ids.length;
      return Math.round((tokens * text.length) / part.length);
    },
  };
}

/** One row from each of `sampleSize` equal stretches: spread over the whole file, and the same for the same seed. */
export function chooseSample(rows: number, seed: number): (number: number) => boolean {
  if (rows <= sampleSize) return () => true;
  const random = createRandom(seed);
  const wanted = new Set<number>();
  for (let i = 0; i < sampleSize; i++) {
    const from = Math.floor((i * rows) / sampleSize);
    const to = Math.floor(((i + 1) * rows) / sampleSize);
    wanted.add(1 + from + Math.floor(random() * (to - from)));
  }
  return (number) => wanted.has(number);
}

/** mulberry32: small, seeded, good enough to choose rows. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
