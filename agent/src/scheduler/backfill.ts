/** Going ahead of one who waits, without keeping that one waiting: the gap until its cards come free, and what it leaves over. */
import { type Free, freeOf, place, take } from "./place.ts";
import type { PlanInput, PlanLease, PlanRequest, Start } from "./plan.ts";

export interface Gap {
  /** When the one who waits is expected to start. */
  seconds: number;
  /** What is free at that moment beside it. */
  spare: Free;
}

/** Null: nobody knows when its cards come free, so nobody may pass. */
export function gapBefore(blocker: PlanRequest, input: PlanInput, held: readonly PlanLease[]): Gap | null {
  const free = freeOf(input.cards, held);
  const endings = held
    .map((lease) => ({ lease, seconds: input.etas.get(lease.runId) ?? Number.POSITIVE_INFINITY }))
    .filter((ending) => ending.seconds !== Number.POSITIVE_INFINITY)
    .sort((a, b) => a.seconds - b.seconds);
  for (const { lease, seconds } of endings) {
    take(free, [{ cardId: lease.cardId, memoryBytes: -lease.memoryBytes }]);
    const placed = place(blocker, input.cards, free);
    if (!placed) continue;
    take(free, placed);
    return { seconds, spare: free };
  }
  return null;
}

/** Over before the gap is, or on what the one who waits leaves over (then less of that is left). */
export function placeInGap(request: PlanRequest, input: PlanInput, free: Free, gap: Gap): Start["leases"] | null {
  const seconds = input.etas.get(request.runId);
  if (seconds !== null && seconds !== undefined && seconds <= gap.seconds) return place(request, input.cards, free);
  const both: Free = new Map([...free].map(([cardId, bytes]) => [cardId, Math.min(bytes, gap.spare.get(cardId) ?? 0)]));
  const placed = place(request, input.cards, both);
  if (placed) take(gap.spare, placed);
  return placed;
}
