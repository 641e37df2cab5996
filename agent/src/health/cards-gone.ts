import type { Card } from "../contract/card.ts";
import type { HealthCheck } from "./check.ts";

const silentLooks = 6;

/** A card that answered and says nothing any more has fallen off the bus, or its driver hangs. Counted in looks, not in
 * seconds: a machine that was asleep must not be told that its cards are gone. */
export function cardsGone(options: { cards: () => readonly Card[]; lastSeen: (cardId: string) => number | null }): HealthCheck {
  const seen = new Map<string, { at: number; looks: number }>();
  const isSilent = (cardId: string): boolean => {
    const at = options.lastSeen(cardId);
    if (at === null) return false;
    const before = seen.get(cardId);
    const looks = before?.at === at ? before.looks + 1 : 0;
    seen.set(cardId, { at, looks });
    return looks >= silentLooks;
  };
  return {
    id: "cards-gone",
    everyMs: 10_000,
    async check() {
      return options
        .cards()
        .filter((card) => isSilent(card.id))
        .map((card) => ({
          id: `card-gone:${card.id}`,
          severity: "error" as const,
          code: "card-gone",
          message: `The card ${card.name} has not answered for a minute.`,
          fix: "Look at the driver's log; a restart of the machine often brings it back.",
          href: "/hardware",
          details: { id: card.id, name: card.name },
        }));
    },
  };
}
