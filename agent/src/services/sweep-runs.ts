/** Deletes run folders that no row of the database names: a death in the middle of deleting a job leaves gigabytes behind. */
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

/** A younger one is left: whoever put it there may still be looking at it. */
const oldEnoughMs = 86_400_000;

/** `known`: the ids of every run there is. Answers the ids deleted. A folder with another name is none of ours. */
export async function sweepRuns(runsDir: string, known: ReadonlySet<string>, now: number): Promise<string[]> {
  const deleted: string[] = [];
  for (const name of await readdir(runsDir).catch(() => [])) {
    const dir = path.join(runsDir, name);
    if (!/^run_[a-z0-9]+$/i.test(name) || known.has(name) || (await stat(dir)).mtimeMs > now - oldEnoughMs) continue;
    await rm(dir, { recursive: true, force: true });
    deleted.push(name);
  }
  return deleted;
}
