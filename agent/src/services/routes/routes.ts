/** What a person can do with a route: a public name that leads to deployments. */
import { SluiceError } from "../../contract/error.ts";
import type { CreateRoute, Route, RouteLive, RouteTarget } from "../../contract/route.ts";
import type { List } from "../../contract/word.ts";
import type { Clock } from "../../lib/clock.ts";
import { newId } from "../../lib/new-id.ts";
import type { DeploymentStore } from "../../store/box/deployments.ts";
import type { RolloutRecord, RolloutStore } from "../../store/box/rollouts.ts";
import type { RouteRecord, RouteStore } from "../../store/box/routes.ts";
import type { BoxEvents } from "../events.ts";
import { type Actor, found, may } from "../may.ts";
import { checkNames } from "./check-names.ts";
import type { Live } from "./live.ts";
import { targetsNow } from "./targets-now.ts";

export interface RoutesOptions {
  store: RouteStore;
  rollouts: RolloutStore;
  deployments: DeploymentStore;
  /** Names of models, and which of them are no real ones. */
  models: () => Promise<ReadonlyMap<string, { name: string; fake: boolean }>>;
  isFakeEngine: (engineId: string) => boolean;
  /** Unfinished jobs whose result goes to this route. */
  jobsTo: (routeId: string) => Promise<{ name: string }[]>;
  live: Live;
  events: BoxEvents;
  /** The gateway knows when it resolves. */
  publish: () => Promise<void>;
  /** Shared with the rollouts: both write targets, and two routes made at one moment must not both find a name free. */
  inTurn: <T>(job: () => Promise<T>) => Promise<T>;
  clock: Clock;
}
export type Routes = ReturnType<typeof createRoutes>;

export function createRoutes(options: RoutesOptions) {
  const { store, rollouts, events, inTurn, clock } = options;
  const get = async (actor: Actor, id: string, verb: "read" | "change" | "remove" = "read") =>
    found(actor, verb, await store.get(id), "route");
  const underWay = async (routeId: string) => (await rollouts.underWay()).find((one) => one.routeId === routeId) ?? null;

  async function shown(routes: readonly RouteRecord[]): Promise<Route[]> {
    const running = new Map((await rollouts.underWay()).map((rollout) => [rollout.routeId, rollout]));
    const deployments = new Map((await options.deployments.all()).map((one) => [one.id, one]));
    const models = await options.models();
    const target = ({ deploymentId, weight }: RouteTarget): Route["targets"][number] => {
      const deployment = deployments.get(deploymentId);
      const model = models.get(deployment?.modelId ?? "");
      return {
        ...{ deploymentId, weight },
        deploymentName: deployment?.name ?? "(deleted)",
        modelName: model?.name ?? "(deleted)",
        state: deployment?.state ?? "stopped",
        fake: (model?.fake ?? false) || (deployment ? options.isFakeEngine(deployment.engineId) : false),
      };
    };
    return routes.map((route) => {
      const rollout = running.get(route.id) ?? null;
      return { ...route, targets: targetsNow(route.targets, rollout).map(target), rollout: shownRollout(rollout, models) };
    });
  }
  const one = async (route: RouteRecord): Promise<Route> => (await shown([route]))[0]!;

  /** Throws `name-taken`, `bad-input`, `not-found`. */
  async function check(actor: Actor, fields: CreateRoute, id: string | null): Promise<void> {
    checkNames(
      fields,
      (await store.all()).filter((other) => other.id !== id),
    );
    for (const ids of [fields.targets.map((target) => target.deploymentId), fields.fallbacks]) {
      if (new Set(ids).size < ids.length) throw new SluiceError("bad-input", "A deployment is named twice.");
      for (const deploymentId of ids) found(actor, "read", await options.deployments.get(deploymentId), "deployment");
    }
  }
  async function changed(id: string): Promise<void> {
    await options.publish();
    events.emit({ type: "route-changed", id });
  }

  return {
    async list(actor: Actor): Promise<List<Route>> {
      const mine = (await store.all()).filter((route) => may(actor, "read", route));
      return { data: await shown(mine), total: mine.length, nextAfter: null };
    },
    get: async (actor: Actor, id: string): Promise<Route> => one(await get(actor, id)),
    create: (actor: Actor, fields: CreateRoute): Promise<Route> =>
      inTurn(async () => {
        await check(actor, fields, null);
        const owner = { projectId: actor.projectId, createdBy: actor.id, createdAt: new Date(clock.now()).toISOString() };
        const route: RouteRecord = { id: newId("route"), ...owner, ...fields };
        await store.create(route);
        await changed(route.id);
        return one(route);
      }),
    update: (actor: Actor, id: string, fields: CreateRoute): Promise<Route> =>
      inTurn(async () => {
        const route = await get(actor, id, "change");
        await check(actor, fields, id);
        const targets = targetsGiven(route, await underWay(id), fields.targets);
        await store.update(id, { ...fields, targets });
        await changed(id);
        return one({ ...route, ...fields, targets });
      }),
    /** Its deployments stay, each under its own name again. Throws `wrong-state`, `in-use`. */
    remove: (actor: Actor, id: string): Promise<void> =>
      inTurn(async () => {
        const route = await get(actor, id, "remove");
        if (await underWay(id)) {
          throw new SluiceError("wrong-state", `A new version of "${route.name}" is being rolled out.`, {
            hint: "Promote it to 100 % or cancel it first.",
          });
        }
        const [job] = await options.jobsTo(id);
        if (job) {
          throw new SluiceError("in-use", `The job "${job.name}" will publish its result to "${route.name}".`, {
            hint: "Wait for it, or cancel it first.",
          });
        }
        await store.remove(id);
        await changed(id);
      }),
    /** Of every deployment that has a part in it, or had one in its last rollout. */
    async live(actor: Actor, id: string, minutes: number): Promise<RouteLive> {
      const route = await get(actor, id);
      const last = (await rollouts.ofRoute(id, { limit: 1 })).data[0];
      const parts = [...route.targets.map((target) => target.deploymentId), ...route.fallbacks];
      const ids = new Set([...parts, ...(last ? [last.stableId, last.canaryId] : [])]);
      return options.live.read(
        [...ids].filter((part) => part !== null),
        minutes,
        clock.now(),
      );
    },
  };
}

export function shownRollout(
  rollout: RolloutRecord | null,
  models: ReadonlyMap<string, { name: string }>,
): NonNullable<Route["rollout"]> | null {
  if (!rollout) return null;
  const { clearedAt: _clearedAt, ...rest } = rollout;
  const reason = rollout.history.findLast((entry) => entry.why === rollout.why) ?? null;
  return { ...rest, reason, modelName: models.get(rollout.modelId)?.name ?? "(deleted)" };
}

/** While a rollout is under way the weights are its business: a form may send back what it was shown, but no other ones. */
function targetsGiven(route: RouteRecord, rollout: RolloutRecord | null, given: readonly RouteTarget[]): RouteTarget[] {
  if (!rollout) return [...given];
  const text = (targets: readonly RouteTarget[]) =>
    targets
      .map(({ deploymentId, weight }) => `${deploymentId} ${weight}`)
      .sort()
      .join();
  const known = [route.targets, targetsNow(route.targets, rollout)].map(text);
  if (known.includes(text(given))) return route.targets;
  throw new SluiceError("wrong-state", `A new version of "${route.name}" is being rolled out, which sets the weights.`, {
    hint: "Promote it to 100 % or cancel it first; then change the targets.",
  });
}
