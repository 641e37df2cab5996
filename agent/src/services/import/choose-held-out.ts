/** Which rows are kept aside to measure with. By content, so equal rows are on the same side: no row is both learned and asked. */
import { eachDuplicate } from "./count-duplicates.ts";
import { eachHash } from "./row-hash.ts";

export type IsHeldOut = (high: number, low: number) => boolean;
export interface SplitWish {
  rows: number;
  fraction: number;
  seed: number;
}

/** At least 8 of 16 rows or more, at least 1 of 2 or more, and never all. */
export function heldOutTarget({ rows, fraction }: SplitWish): number {
  const least = rows >= 16 ? 8 : rows >= 2 ? 1 : 0;
  return Math.min(Math.max(Math.round(rows * fraction), least), Math.max(rows - 1, 0));
}

/** The same file of hashes and seed give the same choice. A row repeated so often that it alone would upset the size stays in
 * training. */
export function chooseHeldOut(file: string, wish: SplitWish): IsHeldOut {
  const target = heldOutTarget(wish);
  const often = new Set<string>();
  let eligible = wish.rows;
  eachDuplicate(file, wish.rows, (high, low, count) => {
    if (count <= Math.max(1, target / 4)) return;
    often.add(`${high}:${low}`);
    eligible -= count;
  });
  const isOften: IsHeldOut = often.size === 0 ? () => false : (high, low) => often.has(`${high}:${low}`);
  const wanted = Math.min(target, often.size > 0 ? eligible : eligible - 1);
  if (wanted <= 0) return () => false;
  const limit = keyAtRank(file, wanted, wish.seed, isOften);
  return (high, low) => splitKey(high, low, wish.seed) <= limit && !isOften(high, low);
}

/** The `rank`-th smallest key (1-based), in flat memory: count by the upper half of the key, then sort the one bucket it is in. */
function keyAtRank(file: string, rank: number, seed: number, isOften: IsHeldOut): number {
  const counts = new Uint32Array(65_536);
  eachHash(file, (high, low) => {
    if (!isOften(high, low)) counts[splitKey(high, low, seed) >>> 16]!++;
  });
  let bucket = 0;
  let before = 0;
  while (before + counts[bucket]! < rank) before += counts[bucket++]!;
  const keys: number[] = [];
  eachHash(file, (high, low) => {
    const key = splitKey(high, low, seed);
    if (key >>> 16 === bucket && !isOften(high, low)) keys.push(key);
  });
  return keys.sort((a, b) => a - b)[rank - before - 1]!;
}

/** 32 bits of (row, seed), well stirred (the finish of MurmurHash3), so another seed is quite another choice. */
export function splitKey(high: number, low: number, seed: number): number {
  let key = Math.imul(high ^ Math.imul(seed + 1, 0x9e3779b1), 0x85ebca6b) ^ low;
  key = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  key = Math.imul(key ^ (key >>> 13), 0xc2b2ae35);
  return (key ^ (key >>> 16)) >>> 0;
}
