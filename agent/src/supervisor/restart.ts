/** When to start a crashed replica again. Pure: the caller brings the moments, the clock and the dice. */
export interface RestartPolicy {
  /** Restarts allowed within the window; then a person is asked. */
  limit: number;
  windowMs: number;
  /** Wait before the first restart; it doubles with each up to maxMs. */
  firstMs: number;
  maxMs: number;
}
export type Restart = { restart: true; delayMs: number } | { restart: false; why: string };

/** `restarts`: moments (ms) of earlier restarts, any order; those before the window are forgiven. `random`: [0, 1). */
export function nextRestart(restarts: readonly number[], policy: RestartPolicy, now: number, random: () => number): Restart {
  const recent = restarts.filter((at) => at > now - policy.windowMs).length;
  if (recent >= policy.limit) {
    const minutes = Math.round(policy.windowMs / 60_000);
    const times = policy.limit === 1 ? "once" : `${policy.limit} times`;
    return {
      restart: false,
      why: policy.limit === 0 ? "Restarts are switched off." : `Restarted ${times} within ${minutes} minutes.`,
    };
  }
  const wait = Math.min(policy.maxMs, policy.firstMs * 2 ** recent);
  // Up to a fifth on top: replicas that died together must not all come back in the same second.
  return { restart: true, delayMs: Math.min(policy.maxMs, Math.round(wait * (1 + random() * 0.2))) };
}
