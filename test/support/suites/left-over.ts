/** Tests end what they start: who was given a suite's own temp folder, by argument or environment, must be gone when it ends. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface LeftOver {
  pid: number;
  command: string;
}

/** Those that still live after a moment in which the last ones may go. */
export async function leftOver(folder: string, withinMs = 5000): Promise<LeftOver[]> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = namedIn(folder);
    if (found.length === 0 || Date.now() > until) return found;
    await sleep(100);
  }
}

function namedIn(folder: string): LeftOver[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        const isOurs = command.includes(folder) || readFileSync(`/proc/${name}/environ`, "latin1").includes(folder);
        return isOurs ? [{ pid: Number(name), command }] : [];
      } catch {
        return []; // gone between the listing and the reading, or not ours to read
      }
    });
}
