import { setImmediate as turn } from "node:timers/promises";
import type { UsageService } from "../../agent/src/services/usage.ts";

/** A collector in the meter's own process: it looks after the turn in which lines were made, when they are in the file. */
export function afterItsTurn(usage: UsageService): UsageService {
  const collect = async () => {
    await turn();
    return usage.collect();
  };
  return { ...usage, collect };
}
