/** Stops every run for `./sluice down`: jobs save a checkpoint, deployments stay wanted, and all of it comes back at the next boot. */
import type { Logger } from "../lib/logger.ts";
import type { Runs } from "./runs.ts";

export interface Drain {
  isDraining(): boolean;
  /** Resolves when nothing runs any more and all of it is written. Answers the number of runs stopped. */
  start(runs: Runs): Promise<number>;
}
export function createDrain(options: { logger: Logger }): Drain {
  let draining = false;
  return {
    isDraining: () => draining,
    async start(runs) {
      draining = true;
      const live = runs.live();
      options.logger.info({ runs: live.length }, "draining");
      // Those that wait first: they must not be started by the room the others leave.
      const waiting = live.filter((run) => run.phase === "waiting");
      await Promise.all(waiting.map((run) => runs.stop(run.id)));
      await Promise.all(live.filter((run) => run.phase !== "waiting").map((run) => runs.stop(run.id)));
      await runs.settled();
      return live.length;
    },
  };
}
