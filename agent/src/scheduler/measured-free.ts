/**
 * After a run gave way its memory is measured before anybody else gets it: an engine may end, or say that it sleeps, and free nothing.
 * That its processes are gone was seen before its end was told; here the card's own reading has to say so too, where there is one.
 */
import type { Card, Lease, Sample } from "../contract/card.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";

export interface MeasureOptions {
  cards: readonly Card[];
  sampleOf: (cardId: string) => Sample | null;
  clock: Clock;
  logger: Pick<Logger, "info" | "warn">;
  signal: AbortSignal;
}
const lookEveryMs = 200;
/** No newer reading for so long: the reader is gone, and nobody can say. */
const noReadingMs = 10_000;
/** The kernel takes a dead process's memory back at once: what is still used then is somebody else's. A played card plays its reading. */
const patienceMs = 3000;
/** Until it is said aloud. */
const oddMs = 10_000;

/** Resolves when each card has room for what was held on it, by a reading younger than this call. */
export async function untilMeasuredFree(leases: readonly Lease[], options: MeasureOptions): Promise<void> {
  await Promise.all(leases.map((lease) => untilFree(lease, options)));
}

async function untilFree({ runId, cardId, memoryBytes }: Lease, options: MeasureOptions): Promise<void> {
  const { clock, logger, signal } = options;
  const card = options.cards.find((one) => one.id === cardId);
  if (!card) return;
  const since = clock.now();
  const isExact = card.accelerator !== "cpu" && !card.fake;
  let hasWarned = false;
  for (; !signal.aborted; await clock.sleep(lookEveryMs, signal)) {
    const sample = options.sampleOf(cardId);
    const waitedMs = clock.now() - since;
    if (!sample || sample.memoryUsedBytes === null) return;
    const [isNew, freeBytes] = [sample.at >= since, card.memoryBytes - sample.memoryUsedBytes];
    if (isNew && freeBytes >= memoryBytes) {
      logger.info({ runId, cardId, freeBytes, memoryBytes, waitedMs }, "memory measured free");
      return;
    }
    const isUnknown = !isNew && waitedMs >= noReadingMs;
    if (isUnknown || (isNew && !isExact && waitedMs >= patienceMs)) {
      logger.warn(
        { runId, cardId, freeBytes, memoryBytes, isNew },
        "its processes are gone; the card's reading does not show it",
      );
      return;
    }
    if (waitedMs < oddMs || hasWarned) continue;
    hasWarned = true;
    logger.warn(
      { runId, cardId, freeBytes, memoryBytes },
      "its processes are gone, but the card's memory did not come back: nothing starts there",
    );
  }
}
