/** Writes what becomes of a rollout, each time with the reason. What has ended is not written again. */
import type { RolloutReason } from "../../contract/route.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { RolloutRecord, RolloutStore } from "../../store/box/rollouts.ts";
import type { RouteStore } from "../../store/box/routes.ts";
import type { BoxEvents } from "../events.ts";
import { targetsAfter } from "../routes/targets-now.ts";

export type Book = ReturnType<typeof createBook>;

export function createBook(options: {
  store: RolloutStore;
  routes: RouteStore;
  events: BoxEvents;
  clock: Clock;
  logger: Logger;
}) {
  const { store, routes, events, clock, logger } = options;
  const now = () => new Date(clock.now()).toISOString();
  const noted = (rollout: RolloutRecord, percent: number, reason: RolloutReason) => [
    ...rollout.history,
    { ...reason, at: now(), percent },
  ];
  const told = (rollout: RolloutRecord, what: string, reason: RolloutReason) => {
    logger.info({ rollout: rollout.id, route: rollout.routeId, reason }, what);
    events.emit({ type: "route-changed", id: rollout.routeId });
  };
  return {
    async go(rollout: RolloutRecord, percent: number, reason: RolloutReason): Promise<void> {
      const history = noted(rollout, percent, reason);
      await store.move(rollout.id, { state: "running", percent, stepStartedAt: now(), history });
      told(rollout, `a rollout goes to ${percent} %`, reason);
    },
    async finish(rollout: RolloutRecord, reason: RolloutReason): Promise<void> {
      const route = await routes.get(rollout.routeId);
      if (!route) return;
      const history = noted(rollout, 100, reason);
      const patch = { state: "done" as const, percent: 100, endedAt: now(), why: reason.why, history };
      await store.finish(rollout, patch, targetsAfter(route.targets, rollout));
      told(rollout, "a rollout is done", reason);
    },
    async end(rollout: RolloutRecord, state: "rolled-back" | "cancelled", reason: RolloutReason): Promise<void> {
      const history = noted(rollout, 0, reason);
      await store.move(rollout.id, { state, percent: 0, endedAt: now(), why: reason.why, history });
      told(rollout, "a rollout was ended", reason);
    },
    /** `reason` null: nothing had to be stopped. */
    async clear(rollout: RolloutRecord, reason: RolloutReason | null): Promise<void> {
      const history = reason ? noted(rollout, rollout.percent, reason) : rollout.history;
      await store.clear(rollout.id, { clearedAt: now(), history });
      if (reason) told(rollout, "the deployment that lost a rollout", reason);
    },
  };
}
