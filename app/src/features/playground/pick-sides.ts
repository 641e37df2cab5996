import type { Model } from "@sluice/agent/contract";
import { type Askable, stateOf } from "./askables.ts";

interface Sides {
  left: Askable | null;
  right: Askable | null;
}
/** What the address says, else base on the left and the newest tuned one on the right. "none" empties a side. Pure. */
export function pickSides(all: Askable[], models: Model[], left: string, right: string): Sides {
  const named = (name: string) => all.find((one) => one.name === name) ?? all.find((one) => one.aliases.includes(name)) ?? null;
  const isTuned = ({ deployment }: Askable) => models.find((m) => m.id === deployment.modelId)?.lineage.jobId != null;
  const isReady = (one: Askable) => Number(stateOf(one) === "ready");
  const newest = all.toSorted((a, b) => isReady(b) - isReady(a) || b.deployment.createdAt.localeCompare(a.deployment.createdAt));
  const rightSide = right === "none" ? null : (named(right) ?? newest.find((one) => isTuned(one) && one.name !== left) ?? null);
  const others = newest.filter((one) => one.deployment.id !== rightSide?.deployment.id);
  const leftSide =
    left === "none" ? null : (named(left) ?? others.find((one) => !isTuned(one)) ?? (rightSide ? null : (others[0] ?? null)));
  return { left: leftSide, right: rightSide };
}
