/** What an accelerator driver is: find the cards, read them with one long-lived reader, say how a run is shown only its own. */
import type { Card, Sample } from "../contract/card.ts";
import type { AcceleratorId } from "../contract/word.ts";

export interface Accelerator {
  readonly id: AcceleratorId;
  /** The cards of this kind on this box; [] where there are none. Never throws: a missing driver is a `why` in the log. */
  detect(): Promise<Card[]>;
  /** One long reader (no process per tick). Ends when the signal aborts. */
  watch(cards: readonly Card[], signal: AbortSignal): AsyncIterable<Sample[]>;
  /** Environment that shows a run these cards only. */
  env(cards: readonly { index: number }[]): Record<string, string>;
}
