/** Cards that do not exist, and say so in every field a person sees: for tests and the demo box. */
import type { Card, Sample } from "../contract/card.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Accelerator } from "./accelerator.ts";

export interface FakeCards {
  count: number;
  memoryBytes: number;
  everyMs: number;
}
const usual: FakeCards = { count: 1, memoryBytes: 8e9, everyMs: 1000 };

export function createFake(knobs: Partial<FakeCards> = {}, clock: Clock = systemClock): Accelerator {
  const { count, memoryBytes, everyMs } = { ...usual, ...knobs };
  return {
    id: "fake",
    async detect() {
      return Array.from({ length: count }, (_, index): Card => {
        const name = `Fake card ${index}`;
        return {
          ...{ id: `fake${index}`, accelerator: "fake", index, name },
          memoryBytes,
          leasableBytes: memoryBytes,
          evidence: "ran-here",
          fake: true,
        };
      });
    },
    async *watch(cards, signal): AsyncGenerator<Sample[]> {
      for (let tick = 0; !signal.aborted; tick++) {
        const load = (index: number) => Math.round(50 + 40 * Math.sin(tick / 10 + index));
        yield cards.map((card) => ({
          ...{ cardId: card.id, at: clock.now(), loadPercent: load(card.index) },
          ...{ memoryUsedBytes: Math.round(card.memoryBytes / 4), powerWatts: null, temperatureC: null },
        }));
        await clock.sleep(everyMs, signal);
      }
    },
    env: (cards) => ({ SLUICE_FAKE_CARDS: cards.map((card) => card.index).join(",") }),
  };
}
