import { duration, type Screen } from "../screen.ts";

/** Seconds per stage, in the order they ran. */
export interface Stages {
  seconds: Record<string, number>;
  run<T>(id: string, work: () => Promise<T>): Promise<T>;
}

/** `isFake`: every result says so. */
export function createStages(
  screen: Screen,
  seconds: Record<string, number> = {},
  { isFake = false, now = Date.now }: { isFake?: boolean; now?: () => number } = {},
): Stages {
  return {
    seconds,
    async run(id, work) {
      const begun = now();
      const result = await work();
      seconds[id] = round((now() - begun) / 1000);
      screen.say(`${isFake ? "Done (FAKE)" : "Done"}: ${id} (${duration(seconds[id])})`);
      return result;
    },
  };
}
export const round = (seconds: number): number => Math.round(seconds * 10) / 10;
