/** What the gateway needs to know of deployments and keys, as the snapshot carries it. */
import type { DeploymentSnapshot, KeySnapshot } from "../../contract/snapshot.ts";
import type { Engine } from "../../engines/engine.ts";
import type { DeploymentRecord } from "../../store/box/deployments.ts";
import type { KeyRecord } from "../../store/box/keys.ts";

export interface RouteFacts {
  engineOf: (id: string) => Engine | null;
  socketOf: (runId: string) => string;
  modelVersionOf: (modelId: string) => string;
  /** Epoch milliseconds of the next start after a crash, ISO; null when none is planned. */
  nextRestartAt: (deploymentId: string) => string | null;
  now: number;
}

export function deploymentSnapshotOf(deployment: DeploymentRecord, facts: RouteFacts): DeploymentSnapshot {
  const { id, name, projectId, modelId, state, runId } = deployment;
  const engine = facts.engineOf(deployment.engineId);
  const next = facts.nextRestartAt(id);
  const seconds = next ? Math.ceil((Date.parse(next) - facts.now) / 1000) + 2 : 5;
  return {
    ...{ id, name, projectId, modelId, modelVersion: facts.modelVersionOf(modelId), upstreamModel: name, state },
    gives: engine?.does === "serve" ? [...engine.gives] : [],
    can: [],
    contextTokens: null,
    loading: null,
    retryAfterSeconds: Math.max(1, Math.min(60, seconds)),
    price: null,
    replicas:
      state === "ready" && runId !== null
        ? [{ runId, socket: facts.socketOf(runId), port: null, secret: null, draining: false }]
        : [],
  };
}

export function keySnapshotOf(key: KeyRecord): KeySnapshot {
  const { id, sha256, projectId, kind } = key;
  return {
    ...{ id, projectId, kind, personId: key.createdBy },
    secrets: [{ sha256, expiresAt: null }],
    expiresAt: key.expiresAt ? Date.parse(key.expiresAt) : null,
    disabled: key.revokedAt !== null,
    ...{ allowedRoutes: null, ips: null, requestsPerMinute: null, tokensPerMinute: null, budgets: [] },
  };
}
