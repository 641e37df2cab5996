import type { Clock } from "../lib/clock.ts";
import type { StartPlan } from "./supervisor-types.ts";

/** Big models are read for minutes; one that gave no answer by then will not. */
const startLimitMs = 10 * 60_000;

/** `why` null: the run itself is over (or the agent goes, or it is no serve engine): nothing to prove. */
export type Ready = { ready: true } | { ready: false; why: string | null };

export async function watchReady(plan: StartPlan, clock: Clock, signal: AbortSignal): Promise<Ready> {
  const { engine, spec, seat, upstreamModel } = plan;
  if (engine.does !== "serve") return { ready: false, why: null };
  const limit = new AbortController();
  void clock.sleep(startLimitMs, signal).then(() => limit.abort());
  try {
    await engine.ready(spec, seat, upstreamModel, AbortSignal.any([signal, limit.signal]));
    return { ready: true };
  } catch (error) {
    if (signal.aborted) return { ready: false, why: null };
    if (limit.signal.aborted)
      return { ready: false, why: "It gave no answer within 10 minutes of its start, so it was stopped." };
    return { ready: false, why: `It did not become ready: ${error instanceof Error ? error.message : String(error)}` };
  }
}
