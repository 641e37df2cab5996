/** What a client is told while nothing can answer: since when it loads, how far that is, and when to come back. */
import type { DeploymentSnapshot } from "../contract/snapshot.ts";
import { modelNotReady, type Problem } from "./openai/problem.ts";

type Loading = Pick<DeploymentSnapshot, "state" | "loading" | "retryAfterSeconds">;

/** OpenAI's clients wait as long as they are told, up to a minute. */
const longestWaitSeconds = 60;

export function notReady(model: string, deployment: Loading | null, now: number): Problem {
  if (!deployment) return modelNotReady(model, { state: "stopped", retryAfterSeconds: 5, progress: null, etaSeconds: null });
  const { state, loading, retryAfterSeconds } = deployment;
  if (!loading?.usualSeconds) return modelNotReady(model, { state, retryAfterSeconds, progress: null, etaSeconds: null });
  const elapsed = Math.max(0, (now - loading.since) / 1000);
  // Later than usual: nearly there, and nobody knows when.
  const progress = Math.min(0.99, Math.round((100 * elapsed) / loading.usualSeconds) / 100);
  const left = Math.ceil(loading.usualSeconds - elapsed);
  const etaSeconds = left > 0 ? left : null;
  return modelNotReady(model, {
    state,
    progress,
    etaSeconds,
    retryAfterSeconds: etaSeconds === null ? retryAfterSeconds : Math.min(longestWaitSeconds, etaSeconds),
  });
}

/** It should answer and does not: it was just asked, or is left alone for a moment because it keeps failing. */
export function notAnswering(model: string, { retryAfterSeconds }: Loading, retryMs: number | null): Problem {
  const wait = retryMs ? Math.ceil(retryMs / 1000) : retryAfterSeconds;
  return modelNotReady(model, {
    state: retryMs ? "failing" : "restarting",
    retryAfterSeconds: wait,
    progress: null,
    etaSeconds: null,
  });
}
