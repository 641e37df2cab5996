import type { RolledPoint } from "./card-rollups.ts";

export interface Curve {
  mean: (number | null)[];
  most: (number | null)[];
}

/** Points of any fineness laid into even stretches. Pure. */
export function createCurves(fromMs: number, stepMs: number, count: number) {
  const empty = (): null[] => new Array<null>(count).fill(null);
  return {
    at: Array.from({ length: count }, (_, n) => fromMs + n * stepMs),
    empty,
    of(points: Iterable<RolledPoint>): Map<string, Curve> {
      const cards = new Map<string, { sum: Float64Array; seen: Uint32Array; most: (number | null)[] }>();
      for (const { cardId, at, point } of points) {
        const n = Math.floor((at - fromMs) / stepMs);
        if (n < 0 || n >= count) continue;
        const card = cards.get(cardId) ?? { sum: new Float64Array(count), seen: new Uint32Array(count), most: empty() };
        cards.set(cardId, card);
        card.sum[n]! += point[0];
        card.seen[n]! += 1;
        card.most[n] = Math.max(card.most[n] ?? point[2], point[2]);
      }
      const curveOf = ({ sum, seen, most }: { sum: Float64Array; seen: Uint32Array; most: (number | null)[] }): Curve => ({
        mean: Array.from(sum, (total, n) => (seen[n] === 0 ? null : total / seen[n]!)),
        most,
      });
      return new Map([...cards].map(([cardId, card]) => [cardId, curveOf(card)]));
    },
  };
}
