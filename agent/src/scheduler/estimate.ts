import { freeOf, place, take } from "./place.ts";
import type { PlanInput } from "./plan.ts";

/**
 * When each waiting run is likely to start, in seconds from now: the queue is played forward, first come, first served, with
 * what is known about how long the others take. A run that waits for one nobody knows the length of is left out.
 */
export function estimateStarts(input: PlanInput): Map<string, number> {
  const { cards, etas } = input;
  const free = freeOf(cards, input.leases);
  const starts = new Map<string, number>();
  const endings = input.leases.flatMap((lease) => endingAt(etas.get(lease.runId), 0, [lease]));
  let now = 0;
  for (const request of input.queue) {
    let placed = place(request, cards, free);
    while (!placed) {
      const first = endings.sort((a, b) => a.at - b.at).shift();
      if (!first) return starts; // those behind it wait at least as long
      now = Math.max(now, first.at);
      take(
        free,
        first.leases.map((lease) => ({ ...lease, memoryBytes: -lease.memoryBytes })),
      );
      placed = place(request, cards, free);
    }
    take(free, placed);
    starts.set(request.runId, Math.round(now));
    endings.push(...endingAt(etas.get(request.runId), now, placed));
  }
  return starts;
}

interface Ending {
  at: number;
  leases: readonly { cardId: string; memoryBytes: number }[];
}
/** Nothing when nobody knows how long it takes. */
function endingAt(seconds: number | null | undefined, from: number, leases: Ending["leases"]): Ending[] {
  return seconds === null || seconds === undefined ? [] : [{ at: from + seconds, leases }];
}
