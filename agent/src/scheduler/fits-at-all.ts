import { bytesPerCard, freeOf, place } from "./place.ts";
import type { PlanCard, PlanRequest } from "./plan.ts";
import { sayBytes } from "./wait-words.ts";

/** Could it run on this box with nothing else on it? If not, waiting is pointless, and it is said at once. */
export function fitsAtAll(request: PlanRequest, cards: readonly PlanCard[]): { fits: true } | { fits: false; why: string } {
  if (place(request, cards, freeOf(cards, []))) return { fits: true };
  const usable = cards.filter((card) => request.runsOn.includes(card.accelerator));
  if (usable.length === 0) return { fits: false, why: `This box has no card it can run on (${request.runsOn.join(", ")}).` };
  if (usable.length < request.cards)
    return { fits: false, why: `It needs ${request.cards} cards, this box has ${usable.length}.` };
  const largest = usable.reduce((a, b) => (b.leasableBytes > a.leasableBytes ? b : a));
  const need = sayBytes(bytesPerCard(request));
  return {
    fits: false,
    why: `It needs ${need}, and card ${largest.id} has ${sayBytes(largest.leasableBytes)} to give when nothing else runs.`,
  };
}
