/** Which runs are on their way out: their owners were told to let go, or a person stops them. */
import type { Clock } from "../lib/clock.ts";

export interface AskedToStop {
  /** False: it was asked a moment ago. */
  ask(runId: string): boolean;
  /** It really stops. */
  stopping(runId: string): void;
  /** True: it gave way because it was asked. */
  ended(runId: string): boolean;
  all(): ReadonlySet<string>;
}
/** An owner that could not write to the disk, say, is told again. */
export const askAgainMs = 60_000;

export function createAskedToStop(clock: Clock): AskedToStop {
  const askedAt = new Map<string, number>();
  const onTheirWay = new Set<string>();
  return {
    ask(runId) {
      const before = askedAt.get(runId);
      if (onTheirWay.has(runId) || (before !== undefined && clock.now() - before < askAgainMs)) return false;
      askedAt.set(runId, clock.now());
      return true;
    },
    stopping: (runId) => void onTheirWay.add(runId),
    ended(runId) {
      onTheirWay.delete(runId);
      return askedAt.delete(runId);
    },
    all() {
      const since = clock.now() - askAgainMs;
      const asked = [...askedAt].filter(([, at]) => at > since).map(([runId]) => runId);
      return new Set([...onTheirWay, ...asked]);
    },
  };
}
