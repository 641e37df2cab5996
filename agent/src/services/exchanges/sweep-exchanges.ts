/**
 * Deletes the days of kept requests and answers whose time is over. A project that was switched off, or is gone, keeps what it had for
 * as long as was promised when it was kept: the gateway noted that beside it.
 */
import { readdir, readFile, rm, rmdir } from "node:fs/promises";
import path from "node:path";

const dayMs = 86_400_000;

/** `daysOf`: of projects that keep them now. Answers the folders deleted, `<project>/<day>`. */
export async function sweepExchanges(dir: string, daysOf: ReadonlyMap<string, number>, now: number): Promise<string[]> {
  const deleted: string[] = [];
  for (const project of await readdir(dir).catch(() => [])) {
    const folder = path.join(dir, project);
    const days = daysOf.get(project) ?? (await promisedDays(folder));
    const found = (await readdir(folder).catch(() => [])).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name));
    // A day's last line may be as young as its end.
    const over = found.filter((day) => Date.parse(`${day}T00:00:00Z`) + (days + 1) * dayMs <= now);
    for (const day of over) {
      await rm(path.join(folder, day), { recursive: true, force: true });
      deleted.push(`${project}/${day}`);
    }
    if (over.length !== found.length || daysOf.has(project)) continue;
    await rm(path.join(folder, "retention-days"), { force: true });
    await rmdir(folder).catch(() => undefined); // something of a person's lies in it
  }
  return deleted;
}

async function promisedDays(folder: string): Promise<number> {
  const days = Number(await readFile(path.join(folder, "retention-days"), "utf8").catch(() => "0"));
  return Number.isSafeInteger(days) && days >= 0 ? days : 0;
}
