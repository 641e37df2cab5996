import { apply, end, type Life } from "./life.ts";
import { readStopNote } from "./stop-note.ts";
import { judge } from "./verdict.ts";
import { watchRun } from "./watch-run.ts";

/**
 * Finds a run again after the agent's own death. What it logged so far is told again, marked as replayed; then a living one
 * is watched like any other (a shim's death changes only how its end is judged), and a dead one ends with a cause.
 * Returns the watch of a living run, null for a dead one.
 */
export async function adoptRun(life: Life): Promise<Promise<void>[]> {
  const { options, dir, plan, follower } = life;
  const found = await options.executor.adopt(dir);
  life.isReplaying = true;
  if (found.state === "exited" || found.state === "gone") follower.finish();
  else follower.catchUp();
  life.isReplaying = false;
  if (found.state === "running" || found.state === "orphan") {
    life.handle = found.handle;
    return [watchRun(life, found.handle, true)];
  }
  const why = readStopNote(dir);
  if (why) apply(life, { type: "stop-asked", why });
  end(life, judge(plan.engine, dir, found.state === "exited" ? found.exit : null, why !== null, life.failed));
  return [];
}
