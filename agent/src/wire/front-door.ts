/** Public names and what moves them: routes, rollouts, and what the snapshot says of both. */
import type { Asked } from "../engines/engine.ts";
import { systemClock as clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import type { Ability } from "../services/deployments/ability-of.ts";
import type { Deployments } from "../services/deployments/deployments.ts";
import type { createEngines } from "../services/engines.ts";
import type { BoxEvents } from "../services/events.ts";
import { createRollouts } from "../services/rollouts/rollouts.ts";
import { createStepAnswers } from "../services/rollouts/step-answers.ts";
import { createAnswerTail } from "../services/rollouts/tail-answers.ts";
import { deploymentSnapshotOf, type RouteFacts } from "../services/routes/deployment-snapshot.ts";
import { createLive, liveMinutes } from "../services/routes/live.ts";
import { modelVersion } from "../services/routes/model-version.ts";
import { routeSnapshots } from "../services/routes/route-snapshot.ts";
import { routeTo } from "../services/routes/route-to.ts";
import { createRoutes } from "../services/routes/routes.ts";
import type { UsageService } from "../services/usage.ts";
import type { DeploymentRecord } from "../store/box/deployments.ts";
import type { ReplicaRecord } from "../store/box/replicas.ts";
import type { Stores } from "./stores.ts";

interface FrontDoorParts {
  stores: Stores;
  engines: ReturnType<typeof createEngines>;
  /** The engine a result is served by where its route says nothing else. */
  serveEngine: () => string | null;
  deployments: Deployments;
  events: BoxEvents;
  isDraining: () => boolean;
  /** A request may be about to wake a deployment. */
  isAnyToWake: () => boolean;
  usage: Pick<UsageService, "collect" | "upTo">;
  publish: () => Promise<void>;
  logger: Logger;
}

/** Between two looks at the usage files when nothing hurries. */
const restMs = 1900;

export function createFrontDoor(parts: FrontDoorParts) {
  const { stores, events, logger } = parts;
  const inTurn = createSerial();
  let collectedAt = 0;
  const live = createLive();
  const steps = createStepAnswers();
  const tail = createAnswerTail(stores.answers, [live.take, steps.take]);
  const modelNames = async () => new Map((await stores.models.list({})).map((model) => [model.id, model]));
  const shared = { events, clock, logger, inTurn, publish: parts.publish };
  const routes = createRoutes({
    ...shared,
    ...{ store: stores.routes, rollouts: stores.rollouts, deployments: stores.deployments, live, models: modelNames },
    isFakeEngine: (id) => parts.engines.of(id)?.fake ?? false,
    jobsTo: (publishRouteId) => stores.jobs.using({ publishRouteId, finishedAt: null }),
  });
  const rollouts = createRollouts({
    ...shared,
    ...{
      store: stores.rollouts,
      routes: stores.routes,
      deploymentStore: stores.deployments,
      replicas: stores.replicas,
      answers: stores.answers,
    },
    ...{ deployments: parts.deployments, modelNames, jobs: stores.jobs, steps, tail },
    ...{ serveEngine: parts.serveEngine, isDraining: parts.isDraining },
  });
  return {
    routes,
    rollouts,
    recoverRollouts: () => rollouts.recover(clock.now() - liveMinutes * 60_000),
    /** Every half second, which is taken up while a rollout is under way or a request may wake somebody: what is seen should count soon. */
    async collectUsage(): Promise<void> {
      const startedAt = clock.now();
      if (!rollouts.isBusy() && !parts.isAnyToWake() && startedAt - collectedAt < restMs) return;
      collectedAt = startedAt;
      await parts.usage.collect();
      await rollouts.look(parts.usage.upTo());
      live.forgetBefore(startedAt - (liveMinutes + 1) * 60_000);
    },
  };
}

/** For the in-use check of deployments. */
export function routeNameTo(stores: Pick<Stores, "routes" | "rollouts">) {
  return async (deploymentId: string): Promise<string | null> =>
    routeTo(deploymentId, await stores.routes.all(), await stores.rollouts.underWay())?.name ?? null;
}

export interface DoorFacts extends Omit<RouteFacts, "now" | "modelVersionOf" | "ability" | "asked"> {
  abilityOf: (deployment: DeploymentRecord) => Promise<Ability>;
  askedOf: (deployment: DeploymentRecord) => Asked | null;
  /** For one without engines of its own: those of its host that answer for it. */
  guestReplicas: (guest: DeploymentRecord, host: readonly ReplicaRecord[]) => readonly ReplicaRecord[];
}
/** What the snapshot says of deployments and public names. */
export async function doorSnapshot(stores: Stores, { abilityOf, askedOf, guestReplicas, ...facts }: DoorFacts) {
  const all = await stores.deployments.all();
  const replicas = Map.groupBy(await stores.replicas.all(), (replica) => replica.deploymentId);
  const versions = new Map((await stores.models.list({})).map((model) => [model.id, modelVersion(model)]));
  const modelVersionOf = (modelId: string) => versions.get(modelId) ?? modelId;
  const now = clock.now();
  const enginesOf = (one: DeploymentRecord) =>
    one.onDeploymentId === null ? (replicas.get(one.id) ?? []) : guestReplicas(one, replicas.get(one.onDeploymentId) ?? []);
  const snapshotOf = async (one: DeploymentRecord) =>
    deploymentSnapshotOf(one, enginesOf(one), {
      ...facts,
      ability: await abilityOf(one),
      asked: askedOf(one),
      modelVersionOf,
      now,
    });
  const deployments = await Promise.all(all.map(snapshotOf));
  return { deployments, routes: routeSnapshots(await stores.routes.all(), all, await stores.rollouts.underWay()) };
}
