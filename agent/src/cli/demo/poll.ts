import { systemClock } from "../../lib/clock.ts";

/** Looks until `look` gives something, every `everyMs`. What can go wrong is thrown by `look` itself. */
export async function poll<T>(everyMs: number, look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await systemClock.sleep(everyMs);
  }
}
