/** All that a Prometheus server is told, read at the moment it asks: nothing is counted here besides. */
import { statfs } from "node:fs/promises";
import type { Attention } from "../../contract/box.ts";
import type { CardState } from "../../contract/card.ts";
import type { Run } from "../../contract/run.ts";
import type { ReplicaStore } from "../../store/box/replicas.ts";
import type { RolloutStore } from "../../store/box/rollouts.ts";
import type { RouteStore } from "../../store/box/routes.ts";
import { writeFamilies } from "./exposition.ts";
import { familiesOf } from "./families.ts";
import type { RouteTotals } from "./usage-totals.ts";

export interface MetricsOptions {
  version: string;
  startedAt: string;
  data: string;
  now: () => number;
  cards: () => CardState[];
  runs: () => readonly Run[];
  replicas: Pick<ReplicaStore, "all">;
  rollouts: Pick<RolloutStore, "underWay">;
  routes: Pick<RouteStore, "get">;
  totals: () => RouteTotals[];
  attention: () => readonly Attention[];
  leftOver: () => number;
}

export function createMetrics(options: MetricsOptions) {
  return {
    async write(): Promise<string> {
      const [disk, replicas, rollouts] = await Promise.all([
        statfs(options.data),
        options.replicas.all(),
        options.rollouts.underWay(),
      ]);
      const underWay = await Promise.all(
        rollouts.map(async ({ routeId, percent }) => ({ route: (await options.routes.get(routeId))?.name ?? routeId, percent })),
      );
      return writeFamilies(
        familiesOf({
          ...{ version: options.version, now: options.now(), startedAt: Date.parse(options.startedAt) },
          ...{ cards: options.cards(), runs: options.runs(), totals: options.totals(), rollouts: underWay },
          replicas: replicas.map(({ name, state }) => ({ deployment: name, state })),
          disk: { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
          ...{ attention: options.attention(), leftOver: options.leftOver() },
        }),
      );
    },
  };
}
