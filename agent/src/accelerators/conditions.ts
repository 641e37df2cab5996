import type { CardCondition } from "../contract/card.ts";
import type { TellCards } from "./accelerator.ts";

/** What is known of each card's state; a change is told, the same again is not. `states` outlives a watch that is begun again. */
export function createConditions(states: Map<string, CardCondition>, tell: TellCards) {
  const of = (cardId: string): CardCondition => states.get(cardId) ?? "ok";
  function set(cardId: string, state: CardCondition, why: string): void {
    if (of(cardId) === state) return;
    states.set(cardId, state);
    tell({ type: "card-condition", cardId, state, why });
  }
  return {
    of,
    set,
    /** Its reader says nothing: worse things that are known already stay. */
    silent(cardId: string, why: string): void {
      if (of(cardId) === "ok") set(cardId, "silent", why);
    },
  };
}
export type Conditions = ReturnType<typeof createConditions>;
