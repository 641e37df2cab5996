/** What the gateway needs to know of a deployment, as the snapshot carries it. */
import type { DeploymentSnapshot, TokenPrice } from "../../contract/snapshot.ts";
import type { Asked } from "../../engines/engine.ts";
import type { DeploymentRecord } from "../../store/box/deployments.ts";
import type { ReplicaRecord } from "../../store/box/replicas.ts";
import type { Ability } from "../deployments/ability-of.ts";
import { bestOf } from "../deployments/best-of.ts";

export interface RouteFacts {
  ability: Ability;
  /** Where its engine is asked otherwise than usual. */
  asked: Asked | null;
  socketOf: (runId: string) => string;
  modelVersionOf: (modelId: string) => string;
  /** Epoch milliseconds of the next start after a crash, ISO; null when none is planned. */
  nextRestartAt: (deploymentId: string) => string | null;
  /** What its tokens cost; null: nothing. */
  priceOf: (modelId: string) => TokenPrice | null;
  now: number;
}

/** Woken by the question, it takes as long as the last start; else nobody need come back soon. */
const asleepSeconds = ({ wakeOnDemand, usualSeconds }: DeploymentRecord): number =>
  wakeOnDemand ? Math.ceil(usualSeconds ?? 5) + 2 : 60;

export function deploymentSnapshotOf(
  deployment: DeploymentRecord,
  replicas: readonly ReplicaRecord[],
  facts: RouteFacts,
): DeploymentSnapshot {
  const { id, name, projectId, modelId } = deployment;
  const next = replicas.flatMap((replica) => facts.nextRestartAt(replica.id) ?? []).sort()[0];
  const starting = replicas.find((replica) => replica.startingSince !== null);
  const state = bestOf(replicas.map((replica) => replica.state));
  const seconds = next
    ? Math.ceil((Date.parse(next) - facts.now) / 1000) + 2
    : state === "asleep"
      ? asleepSeconds(deployment)
      : 5;
  return {
    ...{
      id,
      name,
      projectId,
      modelId,
      modelVersion: facts.modelVersionOf(modelId),
      upstreamModel: deployment.onDeploymentId === null ? (facts.asked?.modelName ?? name) : id, // guests.ts
      state,
    },
    ...facts.ability,
    ...(facts.asked && { metricsPath: facts.asked.metricsPath }),
    loading: starting ? { since: Date.parse(starting.startingSince!), usualSeconds: starting.usualSeconds } : null,
    retryAfterSeconds: Math.max(1, Math.min(60, seconds)),
    ...(deployment.wakeOnDemand ? { wakeOnDemand: true } : {}),
    price: facts.priceOf(modelId),
    replicas: replicas.flatMap(({ runId, state }) => {
      if (runId === null || (state !== "ready" && state !== "stopping")) return [];
      return [{ runId, socket: facts.socketOf(runId), port: null, secret: null, draining: state === "stopping" }];
    }),
  };
}
