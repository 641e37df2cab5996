import type { RolloutRecord } from "../../store/box/rollouts.ts";
import type { RouteRecord } from "../../store/box/routes.ts";

/** The routes that need this deployment: as target, as fallback, or on both sides of a rollout under way. Pure. */
export function routesTo(
  deploymentId: string,
  routes: readonly RouteRecord[],
  underWay: readonly Pick<RolloutRecord, "routeId" | "canaryId">[],
): RouteRecord[] {
  const names = ({ id, targets, fallbacks }: RouteRecord): boolean =>
    targets.some((target) => target.deploymentId === deploymentId) ||
    fallbacks.includes(deploymentId) ||
    underWay.some((rollout) => rollout.routeId === id && rollout.canaryId === deploymentId);
  return routes.filter(names);
}
/** One of them. */
export const routeTo = (...asked: Parameters<typeof routesTo>): RouteRecord | null => routesTo(...asked)[0] ?? null;
