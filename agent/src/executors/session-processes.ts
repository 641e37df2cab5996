/** Reads /proc: which processes belong to a run. By session and token only; a name or a pid alone proves nothing. */
import { readdirSync, readFileSync } from "node:fs";

export interface RunProcess {
  pid: number;
  parent: number;
  session: number;
}
interface Stat extends RunProcess {
  state: string;
}

/** Null: gone meanwhile. The name in brackets may hold spaces and brackets, so fields are counted after the last one. */
function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { pid, state: fields[0] ?? "X", parent: Number(fields[1]), session: Number(fields[3]) };
  } catch {
    return null;
  }
}
const isLiving = (stat: Stat | null): stat is Stat => stat !== null && stat.state !== "Z" && stat.state !== "X";

export function carriesToken(pid: number, token: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`SLUICE_RUN_TOKEN=${token}`);
  } catch {
    return false; // gone, or another user's
  }
}

/** One cheap look (two small reads): does the shim itself live? */
export function shimLives(session: number, token: string): boolean {
  return isLiving(readStat(session)) && carriesToken(session, token);
}

/**
 * Every living process of a run: the members of its session as long as one of them carries the token (a session id is not
 * given out again while it has members, and some engines overwrite their own environment with a process title), and any
 * carrier that left the session.
 */
export function findRunProcesses(session: number, token: string): RunProcess[] {
  const living = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter(isLiving);
  const carriers = new Set(living.filter((p) => carriesToken(p.pid, token)).map((p) => p.pid));
  const isOurs = living.some((p) => p.session === session && carriers.has(p.pid));
  return living.filter((p) => carriers.has(p.pid) || (isOurs && p.session === session));
}

/** Those whose parent is not of the run: the engine itself once its shim is dead. */
export function rootsOf(processes: readonly RunProcess[]): RunProcess[] {
  const pids = new Set(processes.map((p) => p.pid));
  return processes.filter((p) => !pids.has(p.parent));
}

/** Already gone is what we wanted. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
