/** A question for a deployment that sleeps, where that may wake it: told as an event line, and acted on by the agent. */
import type { DeploymentSnapshot, UsageEvent } from "../../contract/snapshot.ts";
import type { Clock } from "../../lib/clock.ts";

/** Does nothing where the deployment is awake, may not be woken, or was asked for a moment ago. */
export type AskToWake = (deployment: DeploymentSnapshot | null, route: string) => void;
/** It is told again to an agent that was not able to act on it. */
const againMs = 10_000;

export function createAskToWake(parts: { tell(event: Omit<UsageEvent, "t" | "id" | "at">): unknown; clock: Clock }): AskToWake {
  const askedAt = new Map<string, number>();
  return (deployment, route) => {
    if (deployment?.state !== "asleep" || !deployment.wakeOnDemand) return;
    const now = parts.clock.now();
    if (now - (askedAt.get(deployment.id) ?? Number.NEGATIVE_INFINITY) < againMs) return;
    askedAt.set(deployment.id, now);
    const why = "It sleeps, and somebody asked for it.";
    parts.tell({ kind: "wake-asked", route, rolloutId: null, deployment: deployment.id, why, requests: 1, failures: 0 });
  };
}
