/**
 * The engines of deployments, one record each. The first has the deployment's own id and row; the others are called `<id>.<slot>`
 * and have rows of their own. Who keeps them running need not know the difference.
 */
import type { BoxDb } from "./client.ts";
import { type DeploymentRecord, type DeploymentStore, type StandingPatch, standingColumns, toStanding } from "./deployments.ts";
import type { Replica as ReplicaRow } from "./generated/client.ts";

/** `id` is the replica's; name, model, settings and owner are the deployment's; `wanted` is what is wanted of this one. */
export interface ReplicaRecord extends DeploymentRecord {
  deploymentId: string;
  slot: number;
}
export type ReplicaStore = ReturnType<typeof createReplicaStore>;

export const replicaId = (deploymentId: string, slot: number): string => (slot === 0 ? deploymentId : `${deploymentId}.${slot}`);
export const deploymentIdOf = (id: string): string => id.split(".")[0]!;
const slotOf = (id: string): number => Number(id.split(".")[1] ?? 0);

const fresh = {
  ...{ state: "stopped" as const, runId: null, restarts: 0, readySeconds: null, readySince: null },
  ...{ startingSince: null, usualSeconds: null, sleep: null, cause: null, lastLines: [] },
};

export function createReplicaStore(db: BoxDb, deployments: Pick<DeploymentStore, "all" | "get" | "update">) {
  const toReplica = (deployment: DeploymentRecord, slot: number, row: ReplicaRow | undefined): ReplicaRecord => ({
    ...deployment,
    ...(slot === 0 ? {} : row ? toStanding(row) : fresh),
    id: replicaId(deployment.id, slot),
    deploymentId: deployment.id,
    slot,
    wanted: slot < deployment.replicas ? deployment.wanted : "stopped",
  });
  /** As many as are wanted, and those not gone yet that are too many. */
  const replicasOf = (deployment: DeploymentRecord, rows: readonly ReplicaRow[]): ReplicaRecord[] => {
    const bySlot = new Map(rows.map((row) => [row.slot, row]));
    const slots = new Set([...Array(deployment.replicas).keys(), ...bySlot.keys()]);
    return [...slots].sort((a, b) => a - b).map((slot) => toReplica(deployment, slot, bySlot.get(slot)));
  };
  return {
    async all(): Promise<ReplicaRecord[]> {
      const rows = Map.groupBy(await db.replica.findMany(), (row) => row.deploymentId);
      return (await deployments.all()).flatMap((deployment) => replicasOf(deployment, rows.get(deployment.id) ?? []));
    },
    async of(deploymentId: string): Promise<ReplicaRecord[]> {
      const deployment = await deployments.get(deploymentId);
      return deployment ? replicasOf(deployment, await db.replica.findMany({ where: { deploymentId } })) : [];
    },
    async get(id: string): Promise<ReplicaRecord | null> {
      const [deploymentId, slot] = [deploymentIdOf(id), slotOf(id)];
      const deployment = await deployments.get(deploymentId);
      if (!deployment) return null;
      const row = slot === 0 ? null : await db.replica.findUnique({ where: { deploymentId_slot: { deploymentId, slot } } });
      return toReplica(deployment, slot, row ?? undefined);
    },
    async update(id: string, patch: StandingPatch): Promise<void> {
      const [deploymentId, slot] = [deploymentIdOf(id), slotOf(id)];
      if (slot === 0) return deployments.update(deploymentId, patch);
      if (!(await deployments.get(deploymentId))) return;
      const columns = standingColumns(patch);
      await db.replica.upsert({
        where: { deploymentId_slot: { deploymentId, slot } },
        create: { deploymentId, slot, state: "stopped", ...columns },
        update: columns,
      });
    },
    /** One too many, and it has ended. */
    async forget(id: string): Promise<void> {
      await db.replica.deleteMany({ where: { deploymentId: deploymentIdOf(id), slot: slotOf(id) } });
    },
  };
}
