import type { Handle } from "../contract/run.ts";
import { apply, end, endWith, type Life, replay } from "./life.ts";
import { judge } from "./verdict.ts";
import { watchReady } from "./watch-ready.ts";

/** A living run from its first sign to its end: events, readiness, exit. Never throws: a run whose watch fails must still end. */
export async function watchRun(life: Life, handle: Handle, adopted: boolean): Promise<void> {
  const { plan, options, dir, detached, follower } = life;
  const { runId, engine } = plan;
  apply(life, { type: "started", at: handle.startedAt });
  options.emit({ type: "run-started", runId, at: handle.startedAt, adopted });
  if (adopted) replay(life, () => follower.catchUp());
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, detached.signal]);
  try {
    const following = follower.run(signal);
    const proving = proveReady(life, handle, signal);
    const exit = await options.executor.wait(handle, dir, detached.signal);
    over.abort();
    await following;
    const neverReady = await proving;
    follower.finish();
    const verdict = judge(engine, dir, exit, life.state.phase === "stopping", life.failed);
    if (neverReady !== null) verdict.cause = { ...verdict.cause, code: "crashed", message: neverReady };
    end(life, verdict);
  } catch (error) {
    over.abort();
    if (detached.signal.aborted) return;
    options.logger.error({ runId, err: error }, "a run could not be watched any longer");
    endWith(life, "lost", "The box lost sight of this run; see the agent's log.");
  }
}

/** Null: it became ready, or ended on its own before. Else why it never did; it has been stopped then. */
async function proveReady(life: Life, handle: Handle, signal: AbortSignal): Promise<string | null> {
  const { plan, options, dir } = life;
  const answer = await watchReady(plan, options.clock, signal);
  if (answer.ready) {
    const at = options.clock.now();
    const state = apply(life, { type: "ready", at });
    if (state.phase === "ready")
      options.emit({ type: "run-ready", runId: plan.runId, at, seconds: (at - handle.startedAt) / 1000 });
    return null;
  }
  if (answer.why === null || life.state.phase === "stopping") return null;
  await options.executor.stop(handle, dir, plan.engine.graceMs);
  return answer.why;
}
