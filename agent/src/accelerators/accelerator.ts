/** What an accelerator driver is: find the cards, read them with one long-lived reader, say how a run is shown only its own. */
import type { Card, CardCondition, Sample } from "../contract/card.ts";
import type { AcceleratorId } from "../contract/word.ts";
import type { ProcessFacts } from "../lib/process-facts.ts";

export interface Accelerator {
  readonly id: AcceleratorId;
  /** The cards of this kind on this box; [] where there are none. Never throws: a missing driver is a `why` in the log. */
  detect(): Promise<Card[]>;
  /** One long reader (no process per tick). Ends when the signal aborts, or at once where no card can ever come. */
  watch(cards: readonly Card[], signal: AbortSignal, tell: TellCards): AsyncIterable<Sample[]>;
  /** Who holds memory of these cards now; null: its driver does not tell. `seen`: all of /proc. May start one short process. */
  processes(cards: readonly Card[], seen: readonly ProcessFacts[]): Promise<CardProcess[] | null>;
  /** Environment that shows a run these cards only. */
  env(cards: readonly Pick<Card, "id" | "index">[]): Record<string, string>;
}

export interface CardProcess {
  cardId: string;
  pid: number;
  /** As the driver calls it; a better one is looked up where the process can be seen. */
  name: string;
  /** Null: the driver does not say how much. */
  memoryBytes: number | null;
}

/** What is not a reading: told once per change. */
export type CardNews =
  | { type: "cards-found"; cards: Card[] }
  | { type: "card-condition"; cardId: string; state: CardCondition; why: string }
  | { type: "card-fault"; cardId: string; code: string; why: string }
  /** The driver of a whole kind; null: it answers again. */
  | { type: "driver-condition"; accelerator: AcceleratorId; why: string | null };
export type TellCards = (news: CardNews) => void;
