import type { Deployment, Model } from "@sluice/agent/contract";

interface Sides {
  left: Deployment | null;
  right: Deployment | null;
}
/** What the address says, else base on the left and the newest tuned one on the right. "none" empties a side. Pure. */
export function pickSides(deployments: Deployment[], models: Model[], left: string, right: string): Sides {
  const named = (name: string): Deployment | null => deployments.find((d) => d.name === name) ?? null;
  const isTuned = (d: Deployment): boolean => models.find((m) => m.id === d.modelId)?.lineage.jobId != null;
  const newest = deployments.toSorted(
    (a, b) => Number(b.state === "ready") - Number(a.state === "ready") || b.createdAt.localeCompare(a.createdAt),
  );
  const rightSide = right === "none" ? null : (named(right) ?? newest.find((d) => isTuned(d) && d.name !== left) ?? null);
  const others = newest.filter((d) => d.id !== rightSide?.id);
  const leftSide =
    left === "none" ? null : (named(left) ?? others.find((d) => !isTuned(d)) ?? (rightSide ? null : (others[0] ?? null)));
  return { left: leftSide, right: rightSide };
}
