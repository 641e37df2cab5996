/** What an accelerator driver is: find the cards, read them with one long-lived reader, say how a run is shown only its own. */
import type { Card, CardCondition, Sample } from "../contract/card.ts";
import type { AcceleratorId } from "../contract/word.ts";

export interface Accelerator {
  readonly id: AcceleratorId;
  /** The cards of this kind on this box; [] where there are none. Never throws: a missing driver is a `why` in the log. */
  detect(): Promise<Card[]>;
  /** One long reader (no process per tick). Ends when the signal aborts, or at once where no card can ever come. */
  watch(cards: readonly Card[], signal: AbortSignal, tell: TellCards): AsyncIterable<Sample[]>;
  /** Environment that shows a run these cards only. */
  env(cards: readonly Pick<Card, "id" | "index">[]): Record<string, string>;
}

/** What is not a reading: told once per change. */
export type CardNews =
  | { type: "cards-found"; cards: Card[] }
  | { type: "card-condition"; cardId: string; state: CardCondition; why: string }
  | { type: "card-fault"; cardId: string; code: string; why: string }
  /** The driver of a whole kind; null: it answers again. */
  | { type: "driver-condition"; accelerator: AcceleratorId; why: string | null };
export type TellCards = (news: CardNews) => void;
