import { apply, end, type Life, replay } from "./life.ts";
import { readStopNote } from "./stop-note.ts";
import { judge } from "./verdict.ts";
import { watchRun } from "./watch-run.ts";

/**
 * Finds a run again after the agent's own death. A living one is watched like any other, after what it logged so far was told
 * again (a shim's death changes only how its end is judged); a dead one is told again and ends with a cause.
 * Gives the watch of a living run, nothing for a dead one.
 */
export async function adoptRun(life: Life): Promise<[watch?: Promise<void>]> {
  const { options, dir, plan, follower } = life;
  const found = await options.executor.adopt(dir);
  if (found.state === "running" || found.state === "orphan") {
    life.handle = found.handle;
    return [watchRun(life, found.handle, true)];
  }
  replay(life, () => follower.finish());
  const why = readStopNote(dir);
  if (why) apply(life, { type: "stop-asked", why });
  end(life, judge(plan.engine, dir, found.state === "exited" ? found.exit : null, why !== null, life.failed));
  return [];
}
