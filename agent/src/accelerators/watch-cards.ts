import type { Card, Sample } from "../contract/card.ts";
import type { Accelerator, TellCards } from "./accelerator.ts";

/** Reads every kind of card until the signal aborts; rejects if a reader fails, so that somebody starts it again. */
export async function watchCards(
  accelerators: readonly Accelerator[],
  cards: readonly Card[],
  signal: AbortSignal,
  onSamples: (samples: Sample[]) => void,
  tell: TellCards,
): Promise<void> {
  await Promise.all(
    accelerators.map(async (accelerator) => {
      const own = cards.filter((card) => card.accelerator === accelerator.id);
      for await (const samples of accelerator.watch(own, signal, tell)) onSamples(samples);
    }),
  );
}
