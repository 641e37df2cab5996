/** Every process on this machine that was started for a run of this data folder, whether anybody remembers that run or not. */
import path from "node:path";
import type { ProcessFacts } from "../lib/process-facts.ts";
import { environmentOf } from "./session-processes.ts";

export interface OwnRun {
  /** Of its oldest process: pid and start tick. Two can be of the same run, where one was forgotten and another was started. */
  id: string;
  runId: string;
  dir: string;
  token: string;
  /** Of the one who carries the token: the shim's, unless it left. */
  session: number;
  processes: ProcessFacts[];
}

/**
 * By what stands in their environment (run folder and token), never by name; and with them the rest of a carrier's session, since
 * some engines write a title over their environment. Other users' processes cannot be read, and are not ours.
 */
export function findOwnRuns(seen: readonly ProcessFacts[], runsDir: string): OwnRun[] {
  const runs = new Map<string, OwnRun>();
  for (const process of seen) {
    const mark = markOf(process.pid);
    if (!mark || path.dirname(mark.dir) !== path.resolve(runsDir)) continue;
    const known = runs.get(mark.token);
    if (known) known.processes.push(process);
    else
      runs.set(mark.token, { id: "", runId: path.basename(mark.dir), ...mark, session: process.session, processes: [process] });
  }
  for (const run of runs.values()) {
    const carriers = new Set(run.processes.map(({ pid }) => pid));
    // The shim leads: its session is its own pid.
    run.session = run.processes.find(({ pid, session }) => pid === session)?.session ?? run.session;
    run.processes.push(...seen.filter(({ pid, session }) => session === run.session && !carriers.has(pid)));
    const oldest = run.processes.reduce((a, b) => (b.startTick < a.startTick ? b : a));
    run.id = `${oldest.pid}-${oldest.startTick}`;
  }
  return [...runs.values()];
}

function markOf(pid: number): { dir: string; token: string } | null {
  const environment = environmentOf(pid);
  const of = (name: string) => environment.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  const [dir, token] = [of("SLUICE_RUN_DIR"), of("SLUICE_RUN_TOKEN")];
  return dir && token ? { dir: Buffer.from(dir, "latin1").toString("utf8"), token } : null;
}
