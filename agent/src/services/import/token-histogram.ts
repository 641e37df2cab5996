const buckets = 12;

/** Twelve buckets of equal, round width up to the longest; `upTo` is inclusive. A sample's counts are scaled to all rows. */
export function histogramOf(sorted: readonly number[], rows: number): { upTo: number; rows: number }[] {
  const longest = sorted.at(-1) ?? 0;
  if (longest === 0) return [];
  const width = roundUp(longest / buckets);
  const counts = new Array<number>(buckets).fill(0);
  for (const length of sorted) counts[Math.max(0, Math.ceil(length / width) - 1)]!++;
  return counts.map((count, i) => ({ upTo: (i + 1) * width, rows: Math.round((count * rows) / sorted.length) }));
}

/** The next of 1, 2, 4, 5, 8 or 10 times a power of ten: numbers a person reads at a glance. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  for (const step of [1, 2, 4, 5, 8, 10]) if (step * power >= value) return step * power;
  return 10 * power;
}
