/** The first step of a rollout: the new version gets a deployment beside the old one. */
import { SluiceError } from "../../contract/error.ts";
import type { Publish, RolloutReason } from "../../contract/route.ts";
import type { Clock } from "../../lib/clock.ts";
import { newId } from "../../lib/new-id.ts";
import type { DeploymentRecord, DeploymentStore } from "../../store/box/deployments.ts";
import type { RolloutRecord, RolloutStore } from "../../store/box/rollouts.ts";
import type { RouteRecord, RouteStore } from "../../store/box/routes.ts";
import type { Deployments } from "../deployments/deployments.ts";
import type { Actor } from "../may.ts";
import { stableOf } from "../routes/targets-now.ts";
import { freeName } from "./free-name.ts";

export interface AttachOptions {
  store: RolloutStore;
  routes: RouteStore;
  deploymentStore: DeploymentStore;
  deployments: Deployments;
  clock: Clock;
}
export interface Order {
  actor: Actor;
  route: RouteRecord;
  publish: Publish;
  jobId: string | null;
}

/** Throws what making a deployment throws; nothing is left then. */
export async function attach(options: AttachOptions, order: Order): Promise<RolloutRecord> {
  const { store, deployments } = options;
  const { route, publish } = order;
  // It lands where the route is, whoever asks.
  const actor = { ...order.actor, projectId: route.projectId };
  const all = await options.deploymentStore.all();
  const stableId = stableOf(route.targets.filter((target) => all.some((one) => one.id === target.deploymentId)));
  const { replicas = 1, mayGiveWay = false, wakeOnDemand = false } = all.find((one) => one.id === stableId) ?? {};
  const like = { replicas, mayGiveWay, wakeOnDemand };
  const { modelId, engineId, settings } = publish;
  const name = await nameFor(options, route, all);
  const fresh = await deployments.draft(actor, { modelId, engineId, settings, ...like, name });
  // What a job has just made was never here before.
  const former = order.jobId === null ? await formerOf(options, route, fresh) : null;
  const draft = former ?? fresh;
  const rollout: RolloutRecord = {
    ...newRollout(order, fresh.modelId, options.clock.now()),
    ...{ stableId, canaryId: draft.id },
  };
  await store.begin(rollout, former ? { start: former.id } : { create: draft });
  try {
    await (former ? deployments.start(actor, draft.id) : deployments.begin(draft.id));
  } catch (error) {
    await store.remove(rollout.id);
    if (former) await deployments.stop(actor, draft.id);
    else await deployments.remove(actor, draft.id);
    throw error;
  }
  return rollout;
}

/** One that nobody can start, kept so that people find out. */
export function refused(order: Order, error: unknown, now: number): RolloutRecord {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof SluiceError && error.hint ? ` ${error.hint}` : "";
  const reason: RolloutReason = { code: "refused", why: `${message}${hint}`, details: {} };
  const at = new Date(now).toISOString();
  const rollout = newRollout(order, order.publish.modelId, now);
  return {
    ...rollout,
    ...{ state: "rolled-back", endedAt: at, clearedAt: at, why: reason.why, canaryId: newId("dep"), stableId: null },
    history: [...rollout.history, { ...reason, at, percent: 0 }],
  };
}

function newRollout(
  { actor, route, publish, jobId }: Order,
  modelId: string,
  now: number,
): Omit<RolloutRecord, "stableId" | "canaryId"> {
  const at = new Date(now).toISOString();
  const why = jobId === null ? `${actor.name} published it.` : "Its job has succeeded.";
  return {
    ...{ id: newId("roll"), routeId: route.id, projectId: route.projectId, createdBy: actor.id, createdAt: at },
    ...{ state: "attaching", endedAt: null, clearedAt: null, modelId, jobId, percent: 0, stepStartedAt: null, why: null },
    rules: publish.rules,
    history: [{ code: "asked", why, details: jobId === null ? { by: actor.name } : {}, at, percent: 0 }],
  };
}

/** The same model with the same settings was here before and stands stopped: it is started again. So one goes back, and names do not pile up. */
async function formerOf(
  { store, deploymentStore }: AttachOptions,
  route: RouteRecord,
  fresh: DeploymentRecord,
): Promise<DeploymentRecord | null> {
  const rollouts = (await store.ofRoute(route.id, { limit: 100 })).data;
  const ids = new Set(rollouts.flatMap(({ stableId, canaryId }) => [stableId, canaryId]));
  const isTarget = (id: string) => route.targets.some((target) => target.deploymentId === id);
  const textOf = ({ modelId, engineId, onDeploymentId, settings }: DeploymentRecord) =>
    JSON.stringify([modelId, engineId, onDeploymentId, Object.entries(settings).sort()]);
  const isIt = (one: DeploymentRecord) =>
    ids.has(one.id) && !isTarget(one.id) && one.state === "stopped" && one.wanted === "stopped" && textOf(one) === textOf(fresh);
  return (await deploymentStore.all()).find(isIt) ?? null;
}

async function nameFor({ routes }: AttachOptions, route: RouteRecord, deployments: readonly DeploymentRecord[]): Promise<string> {
  const others = (await routes.all()).filter((one) => one.id !== route.id);
  const names = others.flatMap((one) => [one.name, ...one.aliases]);
  return freeName(route.name, new Set([...deployments.map((one) => one.name), ...names, ...route.aliases]));
}
