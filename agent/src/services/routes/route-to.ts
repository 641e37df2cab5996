import type { RolloutRecord } from "../../store/box/rollouts.ts";
import type { RouteRecord } from "../../store/box/routes.ts";

/** A route that needs this deployment: as target, as fallback, or on both sides of a rollout under way. Pure. */
export function routeTo(
  deploymentId: string,
  routes: readonly RouteRecord[],
  underWay: readonly Pick<RolloutRecord, "routeId" | "canaryId">[],
): RouteRecord | null {
  const names = ({ id, targets, fallbacks }: RouteRecord): boolean =>
    targets.some((target) => target.deploymentId === deploymentId) ||
    fallbacks.includes(deploymentId) ||
    underWay.some((rollout) => rollout.routeId === id && rollout.canaryId === deploymentId);
  return routes.find(names) ?? null;
}
