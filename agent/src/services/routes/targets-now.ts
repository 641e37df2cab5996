/** What a rollout does to the targets of its route. Pure. */
import type { RouteTarget } from "../../contract/route.ts";
import type { RolloutRecord } from "../../store/box/rollouts.ts";

type Share = Pick<RolloutRecord, "state" | "percent" | "stableId" | "canaryId">;

/** As the gateway is told: the one on trial takes its percent from the old one's weight, the other targets keep theirs. */
export function targetsNow(targets: readonly RouteTarget[], rollout: Share | null): RouteTarget[] {
  if (rollout?.state !== "running" || rollout.stableId === null) return [...targets];
  const { stableId, canaryId, percent } = rollout;
  const weight = targets.find((target) => target.deploymentId === stableId)?.weight ?? 1;
  const others = targets.filter(({ deploymentId }) => deploymentId !== stableId && deploymentId !== canaryId);
  return [
    { deploymentId: stableId, weight: (weight * (100 - percent)) / 100 },
    { deploymentId: canaryId, weight: (weight * percent) / 100 },
    ...others,
  ];
}

/** After a good end: the new one stands where the old one stood. */
export function targetsAfter(targets: readonly RouteTarget[], { stableId, canaryId }: Share): RouteTarget[] {
  const weight = targets.find((target) => target.deploymentId === stableId)?.weight ?? 1;
  const others = targets.filter(({ deploymentId }) => deploymentId !== stableId && deploymentId !== canaryId);
  return [{ deploymentId: canaryId, weight }, ...others];
}

/** The one a new version is tried against: the target with most of the weight. */
export function stableOf(targets: readonly RouteTarget[]): string | null {
  const heaviest = targets.reduce<RouteTarget | null>((best, one) => (one.weight > (best?.weight ?? 0) ? one : best), null);
  return heaviest?.deploymentId ?? null;
}
