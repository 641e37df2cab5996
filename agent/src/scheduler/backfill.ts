/** Going ahead of one who waits, without keeping that one waiting: the gap until its cards come free, and what it leaves over. */
import { type Free, freeOf, place, take } from "./place.ts";
import type { PlanInput, PlanLease, PlanRequest, Start } from "./plan.ts";

export interface Gap {
  /** When the one who waits is expected to start. */
  seconds: number;
  /** What is free at that moment beside it. */
  spare: Free;
  /** Free now and then: for those that stay longer than the gap. */
  lasting: Free;
}

/** Null: nobody knows when its cards come free, so nobody may pass. */
export function gapBefore(blocker: PlanRequest, input: PlanInput, held: readonly PlanLease[], now: Free): Gap | null {
  const free = freeOf(input.cards, held);
  const endings = held
    .map((lease) => ({ lease, seconds: input.etas.get(lease.runId) ?? Number.POSITIVE_INFINITY }))
    .filter((ending) => ending.seconds !== Number.POSITIVE_INFINITY)
    .sort((a, b) => a.seconds - b.seconds);
  for (const [i, { lease, seconds }] of endings.entries()) {
    take(free, [{ cardId: lease.cardId, memoryBytes: -lease.memoryBytes }]);
    if (endings[i + 1]?.seconds === seconds) continue; // all cards of one run come free together
    const placed = place(blocker, input.cards, free);
    if (!placed) continue;
    take(free, placed);
    return { seconds, spare: free, lasting: lesser(now, free) };
  }
  return null;
}

/** Over before the gap is, or on what the one who waits leaves over. */
export function placeInGap(request: PlanRequest, input: PlanInput, free: Free, gap: Gap): Start["leases"] | null {
  return place(request, input.cards, endsInGap(request, input, gap) ? free : gap.lasting);
}

/** After a start through it: `free` is what is free now. */
export function narrow(gap: Gap, request: PlanRequest, placed: Start["leases"], input: PlanInput, free: Free): void {
  if (!endsInGap(request, input, gap)) take(gap.spare, placed);
  gap.lasting = lesser(free, gap.spare);
}

function endsInGap(request: PlanRequest, input: PlanInput, gap: Gap): boolean {
  const seconds = input.etas.get(request.runId);
  return seconds !== null && seconds !== undefined && seconds <= gap.seconds;
}
const lesser = (a: Free, b: Free): Free =>
  new Map([...a].map(([cardId, bytes]) => [cardId, Math.min(bytes, b.get(cardId) ?? 0)]));
