/** Where a fine-tune can go without an engine of its own: a deployment that serves its base and takes adapters. Pure. */
import type { Engine } from "../../engines/engine.ts";
import type { DeploymentRecord } from "../../store/box/deployments.ts";
import type { ModelRecord } from "../../store/box/models.ts";

/** The one that is ready, else the oldest that is meant to run; null: there is none. */
export function findHost(
  adapter: Pick<ModelRecord, "kind" | "lineage">,
  engine: Engine,
  deployments: readonly DeploymentRecord[],
  models: ReadonlyMap<string, Pick<ModelRecord, "id" | "kind" | "jobId" | "lineage">>,
): DeploymentRecord | null {
  if (adapter.kind !== "adapter" || engine.does !== "serve" || !engine.adapters) return null;
  const { takes } = engine.adapters;
  const isHost = (one: DeploymentRecord): boolean => {
    if (one.engineId !== engine.id || one.onDeploymentId !== null || one.wanted !== "running") return false;
    const model = models.get(one.modelId);
    const spec = engine.spec.safeParse({ ...one.settings, alias: one.name });
    return model !== undefined && baseOf(model) === adapter.lineage.baseModelId && spec.success && takes(spec.data);
  };
  const hosts = deployments.filter(isHost).sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  return hosts.find((one) => one.state === "ready") ?? hosts[0] ?? null;
}

/** The base whose own weights these are; null of a fine-tune. */
const baseOf = ({ id, kind, jobId, lineage }: Pick<ModelRecord, "id" | "kind" | "jobId" | "lineage">): string | null =>
  jobId !== null ? null : kind === "base" ? id : lineage.baseModelId;
