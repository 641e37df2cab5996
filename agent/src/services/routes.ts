/** What the gateway needs to know of deployments and keys, as the snapshot carries it. */
import type { KeySnapshot, RouteSnapshot } from "../contract/snapshot.ts";
import type { Engine } from "../engines/engine.ts";
import type { DeploymentRecord } from "../store/box/deployments.ts";
import type { KeyRecord } from "../store/box/keys.ts";

export interface RouteFacts {
  engineOf: (id: string) => Engine | null;
  socketOf: (runId: string) => string;
  /** Epoch milliseconds of the next start after a crash, ISO; null when none is planned. */
  nextRestartAt: (deploymentId: string) => string | null;
  now: number;
}

export function routeOf(deployment: DeploymentRecord, facts: RouteFacts): RouteSnapshot {
  const engine = facts.engineOf(deployment.engineId);
  const isReady = deployment.state === "ready" && deployment.runId !== null;
  const next = facts.nextRestartAt(deployment.id);
  const seconds = next ? Math.ceil((Date.parse(next) - facts.now) / 1000) + 2 : 5;
  return {
    name: deployment.name,
    deploymentId: deployment.id,
    modelId: deployment.modelId,
    created: Math.floor(Date.parse(deployment.createdAt) / 1000),
    state: deployment.state,
    socket: isReady ? facts.socketOf(deployment.runId!) : null,
    port: null,
    secret: null,
    upstreamModel: deployment.name,
    gives: engine?.does === "serve" ? [...engine.gives] : [],
    retryAfterSeconds: Math.max(1, Math.min(60, seconds)),
  };
}

export function keySnapshotOf(key: KeyRecord): KeySnapshot {
  const { id, sha256, projectId, kind } = key;
  return {
    id,
    sha256,
    projectId,
    kind,
    expiresAt: key.expiresAt ? Date.parse(key.expiresAt) : null,
    revoked: key.revokedAt !== null,
  };
}
