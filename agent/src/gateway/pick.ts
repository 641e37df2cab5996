/** Which deployment and which of its engines a question goes to. */
import type { DeploymentSnapshot, ReplicaSnapshot, RouteSnapshot } from "../contract/snapshot.ts";
import type { SnapshotView } from "./snapshot-reader.ts";

export interface Target {
  deployment: DeploymentSnapshot;
  replica: ReplicaSnapshot;
}
/** `waiting`: none can answer now; the deployment is the one that says why. Null where the route leads nowhere. */
export type Picked = { target: Target } | { target: null; waiting: DeploymentSnapshot | null };

export function pick(route: RouteSnapshot, view: Pick<SnapshotView, "deployments">): Picked {
  const ids = [...route.targets.filter((target) => target.weight > 0).map((target) => target.deploymentId), ...route.fallbacks];
  const deployments = ids.flatMap((id) => view.deployments.get(id) ?? []);
  for (const deployment of deployments) {
    const replica = deployment.replicas.find((one) => !one.draining);
    if (replica) return { target: { deployment, replica } };
  }
  return { target: null, waiting: deployments[0] ?? null };
}
