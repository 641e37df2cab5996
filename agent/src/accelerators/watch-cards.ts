import type { Sample } from "../contract/card.ts";
import type { Accelerator } from "./accelerator.ts";

/** Reads every kind of card until the signal aborts; rejects if a reader fails, so that somebody starts it again. */
export async function watchCards(
  accelerators: readonly Accelerator[],
  signal: AbortSignal,
  onSamples: (samples: Sample[]) => void,
): Promise<void> {
  await Promise.all(
    accelerators.map(async (accelerator) => {
      const cards = await accelerator.detect();
      if (cards.length === 0) return;
      for await (const samples of accelerator.watch(cards, signal)) onSamples(samples);
    }),
  );
}
