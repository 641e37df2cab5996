/** What the last look at the cards found: who holds their memory, and what of it the ledger cannot give away. */
import type { CardHolder, CardState, Orphan, Strays } from "../../contract/card.ts";
import type { CardStrangers } from "../../scheduler/plan.ts";
import type { Attributed } from "./attribute.ts";

export interface Found {
  at: number;
  cards: ReadonlyMap<string, Attributed>;
  orphans: Omit<Orphan, "isStopping">[];
}
export type CardHolders = ReturnType<typeof createCardHolders>;

/** What moves less is no news: small processes breathe. */
const newsBytes = 200e6;

export function createCardHolders() {
  let found: Found = { at: 0, cards: new Map(), orphans: [] };
  const stopping = new Set<string>();
  return {
    /** True: it is not what was known, and whoever waits should be looked at again. */
    take(next: Found): boolean {
      const before = found;
      found = { ...next, cards: new Map([...next.cards].map(([id, one]) => [id, lastKnown(one, before.cards.get(id))])) };
      for (const id of stopping) if (!next.orphans.some((one) => one.id === id)) stopping.delete(id);
      return isNews(before, found);
    },
    strangersOf: (cardId: string): CardStrangers | null => found.cards.get(cardId)?.strangers ?? null,
    /** With who holds what on each. */
    states: (cards: CardState[]): CardState[] =>
      cards.map((card) => {
        const holders = found.cards.get(card.id)?.holders;
        return holders ? { ...card, holders: holders.map((one): CardHolder => ({ ...one })) } : card;
      }),
    strays: (): Omit<Strays, "takenBack"> => ({
      lookedAt: found.at || null,
      orphans: found.orphans.map((one) => ({ ...one, isStopping: stopping.has(one.id) })),
    }),
    noteStopping: (id: string) => stopping.add(id),
    noteStopFailed: (id: string) => stopping.delete(id),
  };
}

/** A driver that does not answer once has not freed anything: what it said last holds until it says otherwise. */
const lastKnown = (next: Attributed, before: Attributed | undefined): Attributed =>
  next.holders === null && before ? before : next;

function isNews(before: Found, next: Found): boolean {
  const ids = (found: Found) =>
    found.orphans
      .map((one) => one.id)
      .sort()
      .join();
  if (ids(before) !== ids(next)) return true;
  return [...new Set([...before.cards.keys(), ...next.cards.keys()])].some((cardId) => {
    const [a, b] = [before.cards.get(cardId)?.strangers, next.cards.get(cardId)?.strangers];
    const isOther = (a?.by[0]?.pid ?? null) !== (b?.by[0]?.pid ?? null) && Math.max(a?.bytes ?? 0, b?.bytes ?? 0) > newsBytes;
    return isOther || Math.abs((a?.bytes ?? 0) - (b?.bytes ?? 0)) > newsBytes;
  });
}
