/** Who lives on this machine and belongs to one box. Only by recorded pids and run tokens, never by name. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Every process whose environment carries the token of one of the box's runs. */
export function runProcesses(data: string, runId: string): number[] {
  const handle = JSON.parse(readFileSync(path.join(data, "runs", runId, "handle.json"), "utf8")) as { token: string };
  return withEnvironment(`SLUICE_RUN_TOKEN=${handle.token}`);
}

export function withEnvironment(assignment: string): number[] {
  const found: number[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readFileSync(`/proc/${name}/environ`, "latin1").split("\0").includes(assignment)) found.push(Number(name));
    } catch {
      // gone between the listing and the reading, or not ours to read
    }
  }
  return found;
}

/** At once. Who went between the look and the kill is no failure. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

export function shimOf(data: string, runId: string): number {
  return (JSON.parse(readFileSync(path.join(data, "runs", runId, "handle.json"), "utf8")) as { session: number }).session;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0] !== "Z";
  } catch {
    return false;
  }
}
