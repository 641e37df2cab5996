/** Cards that do not exist, and say so in every field a person sees: for tests and the demo box. */
import type { Card, Sample } from "../contract/card.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Accelerator } from "./accelerator.ts";
import { readFakeProcesses } from "./fake-processes.ts";

export interface FakeCards {
  count: number;
  memoryBytes: number;
  everyMs: number;
  /** The card that is played, e.g. "H100 80GB"; none: a plain one. */
  kind: string | null;
  link: { kind: "NVLink"; width: number } | null;
  /** A list of who holds what, as a vendor's tool would print it, which a test writes; null: nobody but our runs. */
  processesFile: string | null;
}
const usual: FakeCards = { count: 1, memoryBytes: 8e9, everyMs: 1000, kind: null, link: null, processesFile: null };

export function createFake(knobs: Partial<FakeCards> = {}, clock: Clock = systemClock): Accelerator {
  const { count, memoryBytes, everyMs, kind, link, processesFile } = { ...usual, ...knobs };
  return {
    id: "fake",
    async detect() {
      return Array.from({ length: count }, (_, index): Card => {
        const name = kind ? `Fake ${kind} ${index}` : `Fake card ${index}`;
        const isLinked = link !== null && count > 1;
        return {
          ...{ id: `fake${index}`, accelerator: "fake", index, name },
          memoryBytes,
          leasableBytes: memoryBytes,
          evidence: "ran-here",
          fake: true,
          ...(kind && { facts: { driver: "fake", ...(isLinked && { link: { ...link, cards: count - 1 } }) } }),
        };
      });
    },
    async *watch(cards, signal): AsyncGenerator<Sample[]> {
      for (let tick = 0; !signal.aborted; tick++) {
        const load = (index: number) => Math.round(50 + 40 * Math.sin(tick / 10 + index));
        yield cards.map((card) => ({
          ...{ cardId: card.id, at: clock.now(), loadPercent: load(card.index) },
          ...{ memoryUsedBytes: Math.round(card.memoryBytes / 4), powerWatts: null, temperatureC: null },
          // A played card plays all its dials; a plain one says what it does not know.
          ...(kind && { powerWatts: 100 + 6 * load(card.index), temperatureC: 30 + Math.round(load(card.index) / 3) }),
          ...(kind && { clockMhz: 1980, memoryClockMhz: 2619, eccCorrected: 0, eccUncorrected: 0, slowedBy: [] }),
        }));
        await clock.sleep(everyMs, signal);
      }
    },
    processes: async (_cards, seen) => (processesFile === null ? [] : readFakeProcesses(processesFile, seen)),
    env: (cards) => ({ SLUICE_FAKE_CARDS: cards.map((card) => card.index).join(",") }),
  };
}
