/** Chance from a seed: two runs, and two sides of one run, see the same customer and the same requests. */
export interface Dice {
  /** From 0 up to, but without 1. */
  unit(): number;
  normal(): number;
  /** How many of something that is expected so often. */
  poisson(mean: number): number;
  /** Waiting times and lengths: mostly short, seldom long. */
  exponential(mean: number): number;
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const unit = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  return {
    unit,
    normal,
    exponential: (mean) => -mean * Math.log(1 - unit()),
    poisson(mean) {
      if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = unit(); product > limit; product *= unit()) count += 1;
      return count;
    },
  };
}
