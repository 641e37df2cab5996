import type { PlanCard, PlanLease, PlanRequest, Start } from "./plan.ts";

/** Bytes still to give away, by card. */
export type Free = Map<string, number>;

export function freeOf(cards: readonly PlanCard[], leases: readonly Pick<PlanLease, "cardId" | "memoryBytes">[]): Free {
  const free: Free = new Map();
  for (const card of cards) free.set(card.id, card.leasableBytes - (card.strangers?.bytes ?? 0));
  take(free, leases);
  return free;
}

export function take(free: Free, leases: readonly Pick<PlanLease, "cardId" | "memoryBytes">[]): void {
  for (const { cardId, memoryBytes } of leases) free.set(cardId, (free.get(cardId) ?? 0) - memoryBytes);
}

/** A request for several cards takes an even part of each. */
export const bytesPerCard = (request: PlanRequest): number => Math.ceil(request.memoryBytes / Math.max(1, request.cards));

/** The fullest cards that still have room: big ones stay whole for big runs. Null: it does not fit now. */
export function place(request: PlanRequest, cards: readonly PlanCard[], free: Free): Start["leases"] | null {
  const memoryBytes = bytesPerCard(request);
  const count = Math.max(1, request.cards);
  const freeBytes = (card: PlanCard): number => free.get(card.id) ?? 0;
  if (count === 1) return placeOnOne(request, cards, free, memoryBytes);
  const fitting = cards
    .filter((card) => request.runsOn.includes(card.accelerator) && freeBytes(card) >= memoryBytes)
    .sort((a, b) => freeBytes(a) - freeBytes(b));
  return fitting.length < count ? null : fitting.slice(0, count).map((card) => ({ cardId: card.id, memoryBytes }));
}

/** The usual case, and asked for thousands of times when a queue is played forward. */
function placeOnOne(request: PlanRequest, cards: readonly PlanCard[], free: Free, memoryBytes: number): Start["leases"] | null {
  let fullest: PlanCard | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const card of cards) {
    const freeBytes = free.get(card.id) ?? 0;
    if (freeBytes < memoryBytes || freeBytes >= least || !request.runsOn.includes(card.accelerator)) continue;
    fullest = card;
    least = freeBytes;
  }
  return fullest && [{ cardId: fullest.id, memoryBytes }];
}
