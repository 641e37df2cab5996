import type { Exit, Handle } from "../contract/run.ts";
import { apply, end, endWith, type Life, replay } from "./life.ts";
import { judge } from "./verdict.ts";
import { watchReady } from "./watch-ready.ts";

/** How soon it looks again after a look that failed (no file handles left, say). */
const lookAgainMs = 1000;

/** A living run from its first sign to its end: events, readiness, exit. Never throws: a run whose watch fails must still end. */
export async function watchRun(life: Life, handle: Handle, adopted: boolean): Promise<void> {
  const { plan, options, dir, detached, follower } = life;
  const { runId, engine } = plan;
  const report = (error: unknown) => options.logger.error({ runId, err: error }, "a look at a run failed");
  apply(life, { type: "started", at: handle.startedAt });
  options.emit({ type: "run-started", runId, at: handle.startedAt, adopted });
  try {
    if (adopted) replay(life, () => follower.catchUp());
  } catch (error) {
    report(error);
  }
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, detached.signal]);
  const following = follower.run(signal).catch(report);
  const proving = proveReady(life, handle, signal).catch(report);
  const exit = await waitForEnd(life, handle, report);
  if (exit === "let-go") return;
  over.abort();
  await following;
  const neverReady = await proving;
  try {
    follower.finish();
  } catch (error) {
    report(error);
  }
  try {
    const verdict = judge(engine, dir, exit, life.state.phase === "stopping", life.failed);
    if (neverReady) verdict.cause = { ...verdict.cause, code: "crashed", message: neverReady };
    end(life, verdict);
  } catch (error) {
    report(error);
    endWith(life, "lost", "What this run left cannot be read; see the agent's log.");
  }
}

/** A failed look proves nothing: calling the run over while it lives would give its memory away and start it a second time. */
async function waitForEnd(life: Life, handle: Handle, report: (error: unknown) => void): Promise<Exit | null | "let-go"> {
  const { options, dir, detached } = life;
  for (;;) {
    try {
      return await options.executor.wait(handle, dir, detached.signal);
    } catch (error) {
      if (detached.signal.aborted) return "let-go";
      report(error);
      await options.clock.sleep(lookAgainMs, detached.signal);
    }
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
