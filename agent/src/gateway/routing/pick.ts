/** Which deployments of a route a caller is to be sent to, best first. Pure. */
import type { RouteSnapshot } from "../../contract/snapshot.ts";

type Picked = Pick<RouteSnapshot, "targets" | "fallbacks" | "canary">;

/**
 * The one its place falls on, then (for a canary) the old one, then the other targets, then the fallbacks. The canary has the
 * beginning of the line and the old one what follows: a canary that grows takes people from the old one and from nobody else,
 * and nobody goes back. An ejected canary's share is the old one's again.
 */
export function pick(route: Picked, place: number, ejected: string | null = null): string[] {
  const { canary } = route;
  if (route.targets.length === 1 && route.fallbacks.length === 0 && route.targets[0]!.weight > 0 && !canary)
    return [route.targets[0]!.deploymentId];
  const line = route.targets.length === 1 ? route.targets : lineOf(route, ejected);
  const total = line.reduce((sum, { weight }) => sum + weight, 0);
  if (total <= 0) return [...route.fallbacks];
  let at = place * total;
  let first = line.findIndex(({ weight }) => {
    at -= weight;
    return at < 0;
  });
  // A place of 1, by rounding.
  if (first === -1) first = line.findLastIndex(({ weight }) => weight > 0);
  const order = [line[first]!.deploymentId];
  if (canary && order[0] === canary.deploymentId) order.push(canary.stableId);
  for (const { deploymentId, weight } of line) if (weight > 0) order.push(deploymentId);
  order.push(...route.fallbacks);
  return order.length === 1 ? order : [...new Set(order)].filter((id) => id !== ejected);
}

function lineOf({ targets, canary }: Picked, ejected: string | null): Picked["targets"] {
  if (!canary) return targets;
  const weightOf = (id: string) => targets.find((one) => one.deploymentId === id)?.weight ?? 0;
  const { deploymentId, stableId } = canary;
  const isOut = ejected === deploymentId;
  const share = weightOf(deploymentId);
  return [
    { deploymentId, weight: isOut ? 0 : share },
    { deploymentId: stableId, weight: weightOf(stableId) + (isOut ? share : 0) },
    ...targets.filter((one) => one.deploymentId !== deploymentId && one.deploymentId !== stableId),
  ];
}
