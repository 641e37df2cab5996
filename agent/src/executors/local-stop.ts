import type { Handle } from "../contract/run.ts";
import type { Clock } from "../lib/clock.ts";
import { exitOrPoll, readExit } from "./run-files.ts";
import { findRunProcesses, type RunProcess, rootsOf, shimLives, signalProcess } from "./session-processes.ts";

/** What the shim needs to write exit.json once its child is dead; what strays get to follow their parent. */
const afterMs = 2000;
const pollMs = 100;

/** Ask once, wait the grace, kill everything; resolves when nothing lives. */
export async function stopRun(handle: Handle, dir: string, graceMs: number, clock: Clock): Promise<void> {
  if (handle.session === null) return;
  askOnce(handle.session, handle.token);
  if (await goneWithin(handle, dir, graceMs, clock)) return;
  // The shim is spared at first: it alone can tell, in exit.json, that its child was killed.
  killAll(living(handle).filter((p) => p.pid !== handle.session));
  if (await goneWithin(handle, dir, afterMs, clock)) return;
  await killUntilGone(handle, clock);
}

/** The run has ended; what it left behind (workers holding memory) must go before its lease does. */
export async function endStrays(handle: Handle, clock: Clock): Promise<void> {
  const until = clock.now() + afterMs;
  while (living(handle).length > 0) {
    if (clock.now() >= until) return killUntilGone(handle, clock);
    await clock.sleep(20); // mostly the shim itself, on its last line
  }
}

const living = (handle: Handle): RunProcess[] => (handle.session === null ? [] : findRunProcesses(handle.session, handle.token));

/** The shim passes it on, once. Without a shim the engine itself is asked: the processes nobody of the run is parent of. */
function askOnce(session: number, token: string): void {
  if (shimLives(session, token)) signalProcess(session, "SIGTERM");
  else for (const root of rootsOf(findRunProcesses(session, token))) signalProcess(root.pid, "SIGTERM");
}

async function goneWithin(handle: Handle, dir: string, ms: number, clock: Clock): Promise<boolean> {
  const until = clock.now() + ms;
  while (living(handle).length > 0) {
    const left = until - clock.now();
    if (left <= 0) return false;
    if (readExit(dir)) {
      await endStrays(handle, clock); // the engine itself is gone: what it left does not get its grace
      return true;
    }
    await exitOrPoll(dir, Math.min(pollMs, left), clock);
  }
  return true;
}

/** Again and again: a process may fork while it is being killed. */
async function killUntilGone(handle: Handle, clock: Clock): Promise<void> {
  for (let left = living(handle); left.length > 0; left = living(handle)) {
    killAll(left);
    await clock.sleep(pollMs);
  }
}
function killAll(processes: readonly RunProcess[]): void {
  for (const p of processes) signalProcess(p.pid, "SIGKILL");
}
