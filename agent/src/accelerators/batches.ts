/** Rows come card by card; a tick is over when every card has spoken, or one speaks again. Pure. */
import type { Card, Sample } from "../contract/card.ts";
import type { Reading } from "./tool.ts";

/** So many ticks without a row of it: the card is not there any more. */
const missedTicks = 3;

export function createBatches(cards: readonly Card[]) {
  const missed = new Map<string, number>();
  let spoken = new Set<string>();
  let samples: Sample[] = [];
  function close(): { samples: Sample[]; missing: string[] } {
    for (const { id } of cards) missed.set(id, spoken.has(id) ? 0 : (missed.get(id) ?? 0) + 1);
    const ended = { samples, missing: [...missed].flatMap(([id, ticks]) => (ticks >= missedTicks ? [id] : [])) };
    spoken = new Set();
    samples = [];
    return ended;
  }
  return {
    /** `reading` null: it spoke, and said that it is not well. Gives the ticks that ended with this row: none, one or two. */
    add(cardId: string, reading: Reading | null, at: number): ReturnType<typeof close>[] {
      const ended = spoken.has(cardId) ? [close()] : [];
      spoken.add(cardId);
      if (reading) samples.push({ cardId, at, ...reading });
      if (spoken.size === cards.length) ended.push(close());
      return ended;
    },
  };
}
