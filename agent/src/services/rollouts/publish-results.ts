/** A job that was told where its result goes: once it has succeeded, its result is published there by itself. */
import type { Publish } from "../../contract/route.ts";
import { RolloutRules } from "../../contract/route.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { DeploymentStore } from "../../store/box/deployments.ts";
import type { JobRecord, JobStore } from "../../store/box/jobs.ts";
import type { RolloutRecord, RolloutStore } from "../../store/box/rollouts.ts";
import type { RouteRecord, RouteStore } from "../../store/box/routes.ts";
import type { BoxEvents } from "../events.ts";
import type { Actor } from "../may.ts";
import { stableOf } from "../routes/targets-now.ts";
import { type Order, refused } from "./attach.ts";

export interface PublishResultsOptions {
  store: RolloutStore;
  routes: RouteStore;
  deploymentStore: DeploymentStore;
  jobs: Pick<JobStore, "get" | "toPublish">;
  /** Where the route has no old version to take it from. */
  serveEngine: () => string | null;
  begin: (order: Order) => Promise<RolloutRecord>;
  events: BoxEvents;
  clock: Clock;
  logger: Logger;
}

export function createPublishResults(options: PublishResultsOptions) {
  const { store, routes, jobs, events, logger } = options;
  let isWaiting = false;

  /** As the old version is served, by the rules of the last rollout. */
  async function publishOf(job: JobRecord, route: RouteRecord): Promise<Publish> {
    const stableId = stableOf(route.targets);
    const stable = stableId === null ? null : await options.deploymentStore.get(stableId);
    const last = (await store.ofRoute(route.id, { limit: 1 })).data[0];
    return {
      // Beside others on the engines that serve its base, where the old version is.
      modelId: (stable?.onDeploymentId ? job.resultModelIds?.adapter : job.resultModelIds?.gguf) ?? "",
      engineId: stable?.engineId ?? options.serveEngine() ?? "",
      settings: stable?.settings ?? {},
      rules: last?.rules ?? RolloutRules.parse({}),
    };
  }
  async function publishOne(job: JobRecord, route: RouteRecord): Promise<void> {
    // Whoever asked for the job was allowed to change the route then.
    const actor: Actor = { id: job.createdBy, name: job.name, kind: "box", projectId: job.projectId, roles: {} };
    const order: Order = { actor, route, publish: await publishOf(job, route), jobId: job.id };
    try {
      await options.begin(order);
    } catch (error) {
      logger.warn({ job: job.id, route: route.id, err: error }, "the result of a job could not be published");
      await store.create(refused(order, error, options.clock.now()));
    }
    events.emit({ type: "route-changed", id: route.id });
  }

  return {
    /** True when this job's end has brought something to publish. */
    async note(jobId: string): Promise<boolean> {
      const job = await jobs.get(jobId).catch(() => null);
      if (job?.state !== "succeeded" || job.publishTo === null) return false;
      isWaiting = true;
      return true;
    },
    /** At boot: what an agent before us did not get to. */
    async findWaiting(): Promise<void> {
      isWaiting = (await jobs.toPublish()).length > 0;
    },
    /** In the order they ended, one rollout of a route at a time. True when one was begun. */
    async publishWaiting(): Promise<boolean> {
      if (!isWaiting) return false;
      isWaiting = false;
      let hasBegun = false;
      for (const job of await jobs.toPublish()) {
        const route = await routes.get(job.publishTo!);
        if (!route) continue; // deleted meanwhile: nobody waits for it
        if ((await store.underWay()).some((rollout) => rollout.routeId === route.id)) isWaiting = true;
        else {
          await publishOne(job, route);
          hasBegun = true;
        }
      }
      return hasBegun;
    },
  };
}
