import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { Limits } from "./limits.ts";

const idleMs = 1000;
/** While another gateway drains beside us, what its keys use there must not be unknown here for long. */
const growingMs = 200;

export async function watchUsage(parts: {
  limits: Pick<Limits, "look">;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const { limits, clock, log, signal } = parts;
  while (!signal.aborted) {
    let isGrowing = false;
    try {
      isGrowing = limits.look();
    } catch (error) {
      log.error({ err: error }, "usage files of other gateways could not be read");
    }
    await clock.sleep(isGrowing ? growingMs : idleMs, signal);
  }
}
