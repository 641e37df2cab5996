import { SluiceError } from "../../contract/error.ts";
import type { Clock } from "../../lib/clock.ts";

const most = 10_000;

/** At most `limit` tries per `windowMs` and name. Throws `too-many`. Kept in memory: a restart forgives, a guesser gains nothing by it. */
export function createAttempts(options: { limit: number; windowMs: number; clock: Clock }) {
  const tries = new Map<string, number[]>();
  const recent = (name: string) => (tries.get(name) ?? []).filter((at) => at > options.clock.now() - options.windowMs);
  return {
    take(name: string): void {
      const seen = recent(name);
      if (seen.length >= options.limit) {
        const seconds = Math.ceil((seen[0]! + options.windowMs - options.clock.now()) / 1000);
        throw new SluiceError("too-many", "Too many tries.", {
          hint: `Wait ${seconds} s, then try again.`,
          details: { seconds },
        });
      }
      if (tries.size >= most) {
        for (const one of tries.keys()) if (recent(one).length === 0) tries.delete(one);
        // All of them recent: the oldest gives way, never all at once.
        if (tries.size >= most) tries.delete(tries.keys().next().value!);
      }
      tries.set(name, [...seen, options.clock.now()]);
    },
    forget(name: string): void {
      tries.delete(name);
    },
  };
}
