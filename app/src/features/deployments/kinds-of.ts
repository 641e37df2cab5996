import type { Gives } from "@sluice/agent/contract";

export const deploymentKinds = ["chat", "embeddings", "rerank"] as const;
export type DeploymentKind = (typeof deploymentKinds)[number];

/** Six paths are three kinds of use to a person; a model that only completes text counts as one to chat with. */
export function kindsOf(gives: readonly Gives[]): DeploymentKind[] {
  const kinds = gives.map((g): DeploymentKind => (g === "embeddings" || g === "rerank" ? g : "chat"));
  return [...new Set(kinds)];
}
