/** For `./sluice down` when no agent is left to ask: a run lives on by design, so something must be able to end it. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Executor } from "../executors/executor.ts";
import { writeStopNote } from "./stop-note.ts";

/** Stops every run of this folder that lives, found by handle and token; the next agent goes on with it. Answers how many there were. */
export async function stopStrays(runsDir: string, executor: Executor, graceMs: number): Promise<number> {
  const ids = existsSync(runsDir) ? readdirSync(runsDir) : [];
  const stopped = await Promise.all(ids.map((id) => stopStray(path.join(runsDir, id), executor, graceMs)));
  return stopped.filter(Boolean).length;
}

async function stopStray(dir: string, executor: Executor, graceMs: number): Promise<boolean> {
  const found = await executor.adopt(dir);
  if (found.state !== "running" && found.state !== "orphan") return false;
  writeStopNote(dir, "stopped");
  await executor.stop(found.handle, dir, graceMs);
  return true;
}
