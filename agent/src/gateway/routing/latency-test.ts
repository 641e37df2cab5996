/** Is the canary much slower than the old deployment? Medians of the last times to the first token. Pure but for its samples. */

export interface LatencyTest {
  stable(ms: number): void;
  canary(ms: number): void;
  /** The two medians, once there is enough of both and the canary's is too long. */
  slower(): { stableMs: number; canaryMs: number } | null;
}

const keep = 200;
/** Medians of so many differ threefold by chance less than once in 100,000 canaries, even where times spread widely. */
const needed = 50;
/** Nobody is thrown out for less: three times nothing is nothing. */
const leastExtraMs = 100;
/** Sorting is not for every request. */
const lookEvery = 10;

export function createLatencyTest(maxRatio: number): LatencyTest {
  const stable: number[] = [];
  const canary: number[] = [];
  let seen = 0;
  const add = (samples: number[], ms: number) => {
    samples.push(ms);
    if (samples.length > keep) samples.shift();
  };
  return {
    stable: (ms) => add(stable, ms),
    canary(ms) {
      add(canary, ms);
      seen += 1;
    },
    slower() {
      if (seen % lookEvery !== 0 || canary.length < needed || stable.length < needed) return null;
      const [stableMs, canaryMs] = [medianOf(stable), medianOf(canary)];
      return canaryMs > stableMs * maxRatio && canaryMs - stableMs >= leastExtraMs ? { stableMs, canaryMs } : null;
    },
  };
}

function medianOf(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[samples.length >> 1] ?? 0;
}
