/** All public names as the gateway is told them: the routes people made, and under each other deployment's own name the way to it. Pure. */

import type { RouteSnapshot } from "../../contract/snapshot.ts";
import { unixSeconds } from "../../lib/unix-seconds.ts";
import type { DeploymentRecord } from "../../store/box/deployments.ts";
import type { RolloutRecord } from "../../store/box/rollouts.ts";
import type { RouteRecord } from "../../store/box/routes.ts";
import { targetsNow } from "./targets-now.ts";

export function routeSnapshots(
  routes: readonly RouteRecord[],
  deployments: readonly DeploymentRecord[],
  underWay: readonly RolloutRecord[],
): RouteSnapshot[] {
  const made = routes.map((route) => madeRoute(route, underWay.find((rollout) => rollout.routeId === route.id) ?? null));
  const taken = new Set(made.flatMap(({ name, aliases }) => [name, ...aliases]));
  const own: RouteSnapshot[] = [];
  for (const deployment of deployments) {
    if (taken.has(deployment.name)) continue;
    taken.add(deployment.name); // two projects may have a deployment of one name; the first answers
    own.push(ownRoute(deployment));
  }
  return [...made, ...own];
}

function madeRoute(route: RouteRecord, rollout: RolloutRecord | null): RouteSnapshot {
  const { id, name, aliases, projectId, createdAt, fallbacks, policy } = route;
  return {
    ...{ id, name, aliases, projectId, created: unixSeconds(createdAt) },
    targets: targetsNow(route.targets, rollout),
    fallbacks,
    policy,
    canary: canaryOf(rollout),
  };
}

function canaryOf(rollout: RolloutRecord | null): RouteSnapshot["canary"] {
  if (rollout?.state !== "running" || rollout.stableId === null) return null;
  const { id, canaryId, stableId, rules } = rollout;
  return { rolloutId: id, deploymentId: canaryId, stableId, rules };
}

function ownRoute({ id, name, projectId, createdAt }: DeploymentRecord): RouteSnapshot {
  return {
    ...{ id: null, name, aliases: [], projectId, created: unixSeconds(createdAt) },
    targets: [{ deploymentId: id, weight: 1 }],
    fallbacks: [],
    policy: { queue: null, timeoutMs: null, maxTokens: null, systemPrompt: null },
    canary: null,
  };
}
