/** Everything that starts runs: jobs, deployments, base models, and the snapshot that tells the gateway. */
import { rm } from "node:fs/promises";
import path from "node:path";
import type { UsageEvent } from "../contract/snapshot.ts";
import { completeRecipe } from "../engines/recipe-schema.ts";
import { systemClock as clock } from "../lib/clock.ts";
import { codeVersion } from "../lib/code-version.ts";
import type { Logger } from "../lib/logger.ts";
import { socketFor } from "../scheduler/seat.ts";
import type { BoxCardPolicy } from "../services/card-policy.ts";
import { abilityOf, askedOf } from "../services/deployments/ability-of.ts";
import { createDeployments } from "../services/deployments/deployments.ts";
import { createGuests } from "../services/deployments/guests.ts";
import { createReplicas } from "../services/deployments/replicas.ts";
import { createSleeping } from "../services/deployments/sleeping.ts";
import { createDrain } from "../services/drain.ts";
import { createEngines } from "../services/engines.ts";
import type { BoxEvents } from "../services/events.ts";
import { readExchange } from "../services/exchanges/read-exchange.ts";
import { sweepExchanges } from "../services/exchanges/sweep-exchanges.ts";
import { createJobAttempts } from "../services/jobs/job-attempts.ts";
import { createJobs } from "../services/jobs/jobs.ts";
import { keySnapshotOf } from "../services/keys/key-snapshot.ts";
import { createBaseModels } from "../services/models/base-models.ts";
import { createModels, factsOf } from "../services/models/models.ts";
import { createRecipes } from "../services/recipes.ts";
import { createRuns } from "../services/runs.ts";
import type { BoxSettings } from "../services/settings.ts";
import { createSnapshot } from "../services/snapshot.ts";
import { sweepRuns } from "../services/sweep-runs.ts";
import { createUsage } from "../services/usage.ts";
import type { Settings } from "../settings.ts";
import type { DeploymentRecord } from "../store/box/deployments.ts";
import { nextRestart } from "../supervisor/restart.ts";
import { type Bill, createBill } from "./bill.ts";
import type { Drivers } from "./drivers.ts";
import { createFrontDoor, type DoorFacts, doorSnapshot, routeNameTo } from "./front-door.ts";
import type { Stores } from "./stores.ts";

export interface WorkParts {
  settings: Settings;
  stores: Stores;
  drivers: Drivers;
  policy: BoxCardPolicy;
  events: BoxEvents;
  boxSettings: BoxSettings;
  owner: { projectId: string; createdBy: string };
  logger: Logger;
}
export type Work = ReturnType<typeof createWork>;

export function createWork(parts: WorkParts) {
  const { settings, stores, drivers, policy, events, logger } = parts;
  const { scheduler, packs, shelf, runsDir, wasStarted } = drivers;
  const drain = createDrain({ logger });
  const runs = createRuns({ store: stores.runs, scheduler, wasStarted, isDraining: drain.isDraining, clock, logger });
  const engines = createEngines({ shelf, packs, logger, afterInstall: () => baseModels.ensure() });
  const recipes = createRecipes({ books: drivers.recipeBooks, complete: completeRecipe });
  const shared = { runs, events, clock, logger, engineOf: engines.of, isInstalled: engines.isInstalled, waits: scheduler.waits };
  const prepare = engines.of("trl-prepare");
  const baseModels = createBaseModels({ ...shared, store: stores.models, owner: parts.owner, prepare });
  const models = createModels({ store: stores.models, data: settings.data, events, ...modelNames(stores) });
  const attempts = createJobAttempts({
    ...shared,
    ...{ store: stores.jobs, models: stores.models, data: settings.data, runsDir, codeVersion: codeVersion(settings.root) },
    ...{ noteEta: scheduler.noteEta, isDraining: drain.isDraining },
  });
  const exchangesDir = path.join(settings.data, "exchanges");
  const announce = (): Promise<void> => gatewayFiles.snapshot.publish();
  const bill = createBill({
    ...parts,
    usage: () => gatewayFiles.usage,
    publish: announce,
    readExchange: (log) => readExchange(exchangesDir, log),
  });
  const { keepTraining } = bill;
  const jobs = createJobs({
    ...{ ...shared, store: stores.jobs, attempts, models, modelNames: stores.models.names, recipes, keepTraining },
    routeOf: stores.routes.get,
  });
  const socketOf = (runId: string) => socketFor(runId, settings.socketDir);
  const guests = createGuests({
    ...{ store: stores.deployments, replicas: stores.replicas, models: stores.models, engineOf: engines.of, socketOf, announce },
    ...{ events, clock, logger, dirOfModel: (dir: string) => path.resolve(settings.data, dir) },
  });
  const replicas = createReplicas({ ...shared, ...replicaParts(parts, runsDir), isDraining: drain.isDraining, announce });
  const ability = async (deployment: DeploymentRecord) => {
    const model = await stores.models.get(deployment.modelId);
    const facts = model && factsOf(model, path.resolve(settings.data, model.dir));
    const host = deployment.onDeploymentId === null ? null : await stores.deployments.get(deployment.onDeploymentId);
    return abilityOf(engines.of(deployment.engineId), host ?? deployment, facts);
  };
  const removeRuns = async (ids: readonly string[]) => {
    for (const id of ids)
      await removeFolders(
        (await stores.runs.ofOwner(id)).map((run) => run.id),
        runsDir,
      );
  };
  const deployments = createDeployments({
    ...{ ...shared, store: stores.deployments, replicaStore: stores.replicas, replicas, models, runsDir, removeRuns },
    ...{ modelStore: stores.models, guests },
    ...{ abilityOf: ability, routeTo: routeNameTo(stores) },
  });
  const sleeping = createSleeping({
    ...{ store: stores.deployments, replicaStore: stores.replicas, replicas, policy, look: scheduler.look },
    ...{ events, clock, logger },
  });
  const asked = (deployment: DeploymentRecord) => askedOf(engines.of(deployment.engineId), deployment);
  const facts = {
    ...{ abilityOf: ability, askedOf: asked, guestReplicas: guests.replicasOf, nextRestartAt: replicas.nextRestartAt },
  };
  const gatewayFiles = createGatewayFiles(parts, bill, facts, async (found) => {
    await frontDoor.rollouts.eject(found);
    await sleeping.wakeAsked(found);
  });
  const frontDoor = createFrontDoor({
    ...{ stores, engines, deployments, events, logger, isDraining: drain.isDraining },
    ...{ isAnyToWake: policy.isAnyToWake, publish: gatewayFiles.snapshot.publish, usage: gatewayFiles.usage },
    serveEngine: () => shelf.find((engine) => engine.does === "serve")?.id ?? null,
  });
  /** `left`: runs without a row whose processes live. */
  const sweep = async (left: readonly string[]) => {
    const deleted = await sweepRuns(runsDir, new Set([...(await stores.runs.ids()), ...left]), clock.now());
    if (deleted.length > 0) logger.info({ deleted }, "run folders nobody names any more");
    const daysOf = new Map((await bill.projects.logging()).map((one) => [one.projectId, one.retentionDays]));
    const days = await sweepExchanges(exchangesDir, daysOf, clock.now());
    if (days.length > 0) logger.info({ days }, "kept requests and answers whose time was over");
  };
  return {
    sweep,
    drain,
    runs,
    engines,
    recipes,
    baseModels,
    models,
    attempts,
    jobs,
    replicas,
    guests,
    deployments,
    sleeping,
    bill,
    ...gatewayFiles,
    ...frontDoor,
  };
}

function modelNames(stores: Stores) {
  return {
    async users(modelId: string) {
      const jobs = (await stores.jobs.using({ baseModelId: modelId })).map((job) => ({ kind: "job" as const, ...job }));
      return [...jobs, ...(await stores.deployments.using(modelId)).map((d) => ({ kind: "deployment" as const, ...d }))];
    },
    async lineageNames(lineage: {
      jobId: string | null;
      baseModelId: string | null;
      parentModelId: string | null;
      datasetVersionId: string | null;
    }) {
      const { jobId, baseModelId, parentModelId, datasetVersionId } = lineage;
      const names = await stores.models.names([baseModelId, parentModelId].filter((id) => id !== null));
      const version = datasetVersionId ? await stores.jobs.version(datasetVersionId) : null;
      return {
        job: jobId ? ((await stores.jobs.get(jobId))?.name ?? null) : null,
        baseModel: baseModelId ? (names.get(baseModelId) ?? null) : null,
        parentModel: parentModelId ? (names.get(parentModelId) ?? null) : null,
        dataset: version ? `${version.name} v${version.version}` : null,
      };
    },
  };
}

/** Old replica runs are kept for a look at what went wrong, but not for ever. */
const keptReplicaRuns = 3;
function replicaParts({ settings, stores, boxSettings }: WorkParts, runsDir: string) {
  return {
    store: stores.replicas,
    models: stores.models,
    nextRestart,
    dirOfModel: (dir: string) => path.resolve(settings.data, dir),
    async policy() {
      const { restartLimit } = await boxSettings.read();
      return { limit: restartLimit, windowMs: 600_000, firstMs: settings.restartMs, maxMs: 60_000 };
    },
    async tidy(ownerId: string) {
      const ended = (await stores.runs.ofOwner(ownerId)).filter((run) => run.phase === "ended");
      const old = ended.slice(0, -keptReplicaRuns).map((run) => run.id);
      await removeFolders(old, runsDir);
      await stores.runs.removeEnded(old);
    },
  };
}
async function removeFolders(runIds: readonly string[], runsDir: string): Promise<void> {
  for (const id of runIds) await rm(path.join(runsDir, id), { recursive: true, force: true });
}

function createGatewayFiles(
  parts: WorkParts,
  { prices, projects }: Pick<Bill, "prices" | "projects">,
  facts: Pick<DoorFacts, "abilityOf" | "askedOf" | "guestReplicas" | "nextRestartAt">,
  onEvents: (events: readonly UsageEvent[]) => Promise<void>,
) {
  const { settings, stores, logger } = parts;
  const usage = createUsage({
    dir: path.join(settings.data, "usage"),
    store: stores.books.store,
    clock,
    log: logger,
    lineDays: async () => (await parts.boxSettings.read()).usageLineDays,
    onEvents,
    onStored: () => snapshot.request(),
  });
  const socketOf = (runId: string) => socketFor(runId, settings.socketDir);
  const snapshot = createSnapshot({
    file: path.join(settings.data, "snapshot.json"),
    async collect() {
      const priceOf = await prices.priceOf();
      const keys = (await stores.keys.living(new Date(clock.now()))).map(keySnapshotOf).filter((key) => key !== null);
      return { ...(await doorSnapshot(stores, { ...facts, socketOf, priceOf })), keys, logging: await projects.logging() };
    },
    spent: () => usage.spent(),
    clock,
    onError: (error) => logger.error({ err: error }, "snapshot.json could not be written"),
  });
  return { usage, snapshot };
}
