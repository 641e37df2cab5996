import type { Card, CardState, Lease, Sample } from "../contract/card.ts";
import type { CardStrangers } from "./plan.ts";

/** Who holds what on which card. Plain bookkeeping: who may hold is decided in plan.ts. */
export interface Ledger {
  hold(runId: string, leases: Lease[]): void;
  /** False: it held nothing. */
  release(runId: string): boolean;
  leases(): Lease[];
  states(sampleOf: (cardId: string) => Sample | null, strangersOf: StrangersOf): CardState[];
}

export type StrangersOf = (cardId: string) => CardStrangers | null;

export function createLedger(cards: readonly Card[]): Ledger {
  const held = new Map<string, Lease[]>();
  const all = (): Lease[] => [...held.values()].flat();
  return {
    hold: (runId, leases) => void held.set(runId, leases),
    release: (runId) => held.delete(runId),
    leases: all,
    states: (sampleOf, strangersOf) =>
      cards.map((card) => {
        const leases = all().filter((lease) => lease.cardId === card.id);
        const strangerBytes = strangersOf(card.id)?.bytes ?? 0;
        const left = leases.reduce((free, lease) => free - lease.memoryBytes, card.leasableBytes - strangerBytes);
        const held = strangerBytes > 0 ? { strangerBytes } : {};
        return { ...card, sample: sampleOf(card.id), leases, freeBytes: Math.max(0, left), ...held };
      }),
  };
}
