/** Reads /proc: which processes belong to a run. By session and token only; a name or a pid alone proves nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { livingStat, type ProcessStat } from "../lib/process-stat.ts";

export type RunProcess = Pick<ProcessStat, "pid" | "parent" | "session">;

/** `NAME=value`, a character for each byte; empty of one that is gone, or another user's. */
export function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}

export function carriesToken(pid: number, token: string): boolean {
  return environmentOf(pid).includes(`SLUICE_RUN_TOKEN=${token}`);
}

/** One cheap look (two small reads): does the shim itself live? */
export function shimLives(session: number, token: string): boolean {
  return livingStat(session) !== null && carriesToken(session, token);
}

/**
 * Every living process of a run: the members of its session as long as one of them carries the token (a session id is not
 * given out again while it has members, and some engines overwrite their own environment with a process title), and any
 * carrier that left the session.
 */
export function findRunProcesses(session: number, token: string): RunProcess[] {
  const living = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => livingStat(Number(name)))
    .filter((stat) => stat !== null);
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
