/** Readings of the cards: the newest of each in memory, all of them in meter.db, one event for a batch. */
import type { Sample } from "../contract/card.ts";
import type { Clock } from "../lib/clock.ts";
import type { CardHistory, CardSamples } from "../store/meter/card-samples.ts";
import type { BoxEvents } from "./events.ts";

export type Cards = ReturnType<typeof createCards>;
const dayMs = 86_400_000;

export function createCards(options: { samples: CardSamples; events: BoxEvents; clock: Clock }) {
  const { samples, events, clock } = options;
  const latest = new Map<string, Sample>();
  return {
    take(batch: Sample[]): void {
      for (const sample of batch) latest.set(sample.cardId, sample);
      samples.appendSamples(batch);
      events.emit({ type: "cards-sampled", samples: batch });
    },
    latest: (cardId: string): Sample | null => latest.get(cardId) ?? null,
    history: (minutes: number): CardHistory[] => samples.readHistory(minutes, clock.now()),
    prune: (): void => samples.prune(clock.now() - 7 * dayMs),
    flush: (): void => samples.flush(),
  };
}
