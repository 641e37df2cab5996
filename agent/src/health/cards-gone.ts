import type { Attention } from "../contract/box.ts";
import type { Card, CardCondition, CardState } from "../contract/card.ts";
import type { HealthCheck } from "./check.ts";

const silentLooks = 6;
type Seen = Card & Pick<CardState, "condition">;
interface CardsGone {
  cards: () => readonly Seen[];
  lastSeen: (cardId: string) => number | null;
  /** Kinds of card whose driver does not answer, and why. */
  brokenDrivers?: () => [string, string][];
}

/** A card that its driver gave up, and one that answered and says nothing any more. Silence is counted in looks, not in
 * seconds: a machine that was asleep must not be told that its cards are gone. */
export function cardsGone({ cards, lastSeen, brokenDrivers }: CardsGone): HealthCheck {
  const seen = new Map<string, { at: number; looks: number }>();
  const isSilent = (cardId: string): boolean => {
    const at = lastSeen(cardId);
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
      const broken = brokenDrivers?.() ?? [];
      const ill = cards().flatMap((card) => {
        const isMute = isSilent(card.id);
        if (broken.some(([accelerator]) => accelerator === card.accelerator)) return []; // one sentence for all of them
        const state = card.condition?.state ?? "ok";
        const words = wordsOf[state] ?? (isMute ? wordsOf.silent : undefined);
        return words && (state !== "silent" || isMute) ? findingOf(card, words) : [];
      });
      return [...broken.map(driverGone), ...ill];
    },
  };
}

interface Words {
  code: string;
  says: string;
  fix: string;
}
const wordsOf: Partial<Record<CardCondition, Words>> = {
  silent: {
    code: "card-gone",
    says: "has not answered for a minute.",
    fix: "Look at the driver's log; a restart of the machine often brings it back.",
  },
  lost: {
    code: "card-lost",
    says: "is lost: it has fallen off the bus, or was taken out.",
    fix: "Stop what runs on it and restart the machine; if it stays away, look at its seat, power and cooling.",
  },
  "needs-reset": {
    code: "card-needs-reset",
    says: "needs a reset before it can be used again.",
    fix: "Stop what runs on it, then reset it with the vendor's tool or restart the machine.",
  },
  sick: {
    code: "card-sick",
    says: "is not healthy, says its driver.",
    fix: "Look at the driver's log; nothing new is started on it.",
  },
};

function findingOf(card: Seen, { code, says, fix }: Words): Attention {
  const why = card.condition?.why ?? "";
  return {
    ...{ id: `${code}:${card.id}`, severity: "error", code, message: `The card ${card.name} ${says}`, fix },
    href: "/hardware",
    details: { id: card.id, name: card.name, why },
  };
}

function driverGone([accelerator, why]: [string, string]): Attention {
  return {
    ...{ id: `driver-gone:${accelerator}`, severity: "error", code: "driver-gone", href: "/hardware" },
    message: `The driver of the ${accelerator} cards does not answer: ${why}`,
    fix: "Look at the driver's log; after an update of the driver the machine must be restarted.",
    details: { name: accelerator, why },
  };
}
