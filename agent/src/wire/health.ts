/** Health checks, one after another on their own beat; what they find is on the home page. */

import type { Key } from "../contract/key.ts";
import { budgetsNear } from "../health/budgets-near.ts";
import { cardsGone } from "../health/cards-gone.ts";
import type { HealthCheck } from "../health/check.ts";
import { deploymentsDown } from "../health/deployments-down.ts";
import { diskSpace } from "../health/disk-space.ts";
import { engineFiles } from "../health/engine-files.ts";
import { leftOverRuns } from "../health/left-over-runs.ts";
import { missingFiles } from "../health/missing-files.ts";
import { packsMissing } from "../health/packs-missing.ts";
import { rolledBack } from "../health/rolled-back.ts";
import { systemClock as clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { runPeriodic } from "../lib/periodic.ts";
import type { AttentionBoard } from "../services/attention.ts";
import type { Cards } from "../services/cards.ts";
import type { StraysService } from "../services/strays/strays.ts";
import type { Settings } from "../settings.ts";
import type { Drivers } from "./drivers.ts";
import type { Stores } from "./stores.ts";
import type { Work } from "./work.ts";

interface HealthParts {
  settings: Settings;
  drivers: Drivers;
  stores: Stores;
  work: Work;
  cards: Cards;
  strays: StraysService;
  allKeys: () => Promise<readonly Key[]>;
  attention: AttentionBoard;
  logger: Logger;
}

export function startHealth(parts: HealthParts, signal: AbortSignal): void {
  const { attention, logger } = parts;
  for (const check of checksOf(parts)) {
    const look = async () => attention.set(check.id, await check.check());
    const onError = (error: unknown) => logger.warn({ check: check.id, err: error }, "a health check failed");
    void runPeriodic(check.everyMs, look, { clock, signal, onError });
  }
}

function checksOf({ settings, drivers, stores, work, cards, strays, allKeys }: HealthParts): HealthCheck[] {
  const { isFake, packs, scheduler } = drivers;
  const lastSeen = (cardId: string) => cards.latest(cardId)?.at ?? null;
  const real = [packsMissing(() => packs.list()), missingFiles(() => work.models.missingFiles())];
  const routeName = async (id: string) => (await stores.routes.get(id))?.name ?? null;
  return [
    diskSpace([settings.data]),
    deploymentsDown(async () => (await stores.replicas.all()).map((replica) => ({ ...replica, id: replica.deploymentId }))),
    rolledBack({ latest: stores.rollouts.latest, routeName, now: clock.now }),
    cardsGone({ cards: () => cards.states(scheduler.cards()), lastSeen, brokenDrivers: cards.brokenDrivers }),
    budgetsNear(allKeys),
    leftOverRuns(() => strays.read().orphans),
    engineFiles(drivers.engineFileProblems),
    ...(isFake ? [] : real),
  ];
}
