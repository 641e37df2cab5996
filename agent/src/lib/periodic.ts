import type { Clock } from "./clock.ts";

/** Runs `work` now and then every `everyMs`, never two at once; a failed round is reported and the next one still comes. */
export function runPeriodic(
  everyMs: number,
  work: () => Promise<void> | void,
  more: { clock: Clock; signal: AbortSignal; onError: (error: unknown) => void },
): Promise<void> {
  return (async () => {
    while (!more.signal.aborted) {
      try {
        await work();
      } catch (error) {
        more.onError(error);
      }
      await more.clock.sleep(everyMs, more.signal);
    }
  })();
}
