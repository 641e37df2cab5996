/** Readings of the cards: the newest of each in memory, all of them in meter.db, one event for a batch. And how each of them is. */
import type { CardNews } from "../accelerators/accelerator.ts";
import type { CardFault, CardState, Sample } from "../contract/card.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { CardHistory, CardSamples } from "../store/meter/card-samples.ts";
import type { BoxEvents } from "./events.ts";

export type Cards = ReturnType<typeof createCards>;
type Condition = NonNullable<CardState["condition"]>;
const keptFaults = 5;

export interface CardsOptions {
  samples: CardSamples;
  events: BoxEvents;
  clock: Clock;
  logger: Pick<Logger, "info" | "warn">;
}
export function createCards({ samples, events, clock, logger }: CardsOptions) {
  const latest = new Map<string, Sample>();
  const conditions = new Map<string, Condition>();
  const faults = new Map<string, CardFault[]>();
  const drivers = new Map<string, string>();

  function hearCondition({ cardId, state, why }: CardNews & { type: "card-condition" }): void {
    logger[state === "ok" ? "info" : "warn"]({ cardId, state, why }, "a card changed its state");
    if (state === "ok") conditions.delete(cardId);
    else conditions.set(cardId, { state, why, since: clock.now() });
    events.emit({ type: "card-changed", id: cardId, state, why });
  }
  function hearFault({ cardId, code, why }: CardNews & { type: "card-fault" }): void {
    logger.warn({ cardId, code, why }, "a card reported a fault");
    faults.set(cardId, [{ at: clock.now(), code, why }, ...(faults.get(cardId) ?? [])].slice(0, keptFaults));
    events.emit({ type: "card-faulted", id: cardId, code, why });
  }
  function hearDriver({ accelerator, why }: CardNews & { type: "driver-condition" }): void {
    logger[why ? "warn" : "info"]({ accelerator, why }, "a driver changed its state");
    if (why) drivers.set(accelerator, why);
    else drivers.delete(accelerator);
  }
  return {
    take(batch: Sample[]): void {
      for (const sample of batch) latest.set(sample.cardId, sample);
      samples.appendSamples(batch);
      events.emit({ type: "cards-sampled", samples: batch });
    },
    /** What a driver tells besides readings. */
    hear(news: CardNews): void {
      if (news.type === "card-condition") hearCondition(news);
      else if (news.type === "card-fault") hearFault(news);
      else if (news.type === "driver-condition") hearDriver(news);
      else logger.info({ cards: news.cards.map((card) => card.name) }, "cards found");
    },
    latest: (cardId: string): Sample | null => latest.get(cardId) ?? null,
    conditionOf: (cardId: string): Condition | null => conditions.get(cardId) ?? null,
    /** Drivers that do not answer, and why. */
    brokenDrivers: (): [string, string][] => [...drivers],
    isUsable: (cardId: string): boolean => ["ok", "silent"].includes(conditions.get(cardId)?.state ?? "ok"),
    /** With what is known of each besides its leases. */
    states: (cards: CardState[]): CardState[] =>
      cards.map((card) => ({
        ...card,
        ...(conditions.has(card.id) && { condition: conditions.get(card.id) }),
        ...(faults.has(card.id) && { faults: faults.get(card.id) }),
      })),
    history: (minutes: number): CardHistory[] => samples.readHistory(minutes, clock.now()),
    tidy: (): Promise<void> => samples.tidy(clock.now()),
    flush: (): void => samples.flush(),
  };
}
