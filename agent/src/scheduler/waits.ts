import type { Wait } from "../contract/job.ts";

export interface Waits {
  all(): Map<string, Wait>;
  /** Takes over what is new and tells the runs whose wait changed in a way a person would see. */
  replace(next: Map<string, Wait>): [string, Wait][];
}

export function createWaits(): Waits {
  let current = new Map<string, Wait>();
  return {
    all: () => new Map(current),
    replace(next) {
      const changed = [...next].filter(([runId, wait]) => isNews(current.get(runId), wait));
      const told = new Set(changed.map(([runId]) => runId));
      // What was not told stays as it was told, so that small changes add up to a big one.
      current = new Map([...next].map(([runId, wait]) => [runId, told.has(runId) ? wait : (current.get(runId) ?? wait)]));
      return changed;
    },
  };
}

/** An ETA that moves by a second or two is no news: a training run notes one at every step. */
function isNews(before: Wait | undefined, now: Wait): boolean {
  if (!before || before.message !== now.message || before.position !== now.position) return true;
  if (before.etaSeconds === null || now.etaSeconds === null) return before.etaSeconds !== now.etaSeconds;
  return Math.abs(before.etaSeconds - now.etaSeconds) > Math.max(5, before.etaSeconds * 0.1);
}
