/** /proc/PID/stat, read in one place. */
import { readFileSync } from "node:fs";
import path from "node:path";

export interface ProcessStat {
  pid: number;
  /** As the kernel keeps it: the first 15 bytes of the program's name, or of what the program put there. */
  name: string;
  parent: number;
  session: number;
  /** The kernel's start tick: with the pid it names one process for as long as the machine is up. */
  startTick: number;
  /** Null of the kernel's own: no address space. */
  virtualBytes: number | null;
}

/** Null: nobody lives under this pid; a zombie is nobody. `proc`: tests play other machines from a folder. */
export function livingStat(pid: number, proc = "/proc"): ProcessStat | null {
  let text: string;
  try {
    text = readFileSync(path.join(proc, `${pid}`, "stat"), "latin1");
  } catch {
    return null;
  }
  // The name in brackets may hold spaces and brackets, so fields are counted after the last one.
  const end = text.lastIndexOf(")");
  const fields = text.slice(end + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return null;
  const [parent, session, startTick] = [fields[1], fields[3], fields[19]].map(Number) as [number, number, number];
  const name = Buffer.from(text.slice(text.indexOf("(") + 1, end), "latin1").toString("utf8");
  return { pid, name, parent, session, startTick, virtualBytes: Number(fields[20]) || null };
}
