/** A program of the bench: pinned to a core, in a process group of its own, and what the kernel knows of it. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";

/** Load and mock engine on one core, the measured one on the other. */
export const cores = { load: 0, measured: 1 };
const ticksPerSecond = 100;

export interface Running {
  pid: number;
  /** Null while it lives. */
  exit(): number | string | null;
  signal(signal: NodeJS.Signals): void;
  /** Ends the whole group at once and waits for it. */
  stop(): Promise<void>;
}

export function start(argv: readonly string[], options: { core: number; log: string; env?: Record<string, string> }): Running {
  const out = openSync(options.log, "a");
  const child = spawn("taskset", ["-c", String(options.core), ...argv], {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", out, out],
    detached: true,
  });
  closeSync(out);
  let ended: number | string | null = null;
  const gone = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      ended = error.message;
      resolve();
    });
    child.once("exit", (code, signal) => {
      ended = code ?? signal ?? "gone";
      resolve();
    });
  });
  const pid = child.pid ?? 0;
  const send = (to: number, signal: NodeJS.Signals) => {
    try {
      if (pid > 0) process.kill(to, signal);
    } catch {
      // Already gone.
    }
  };
  return {
    pid,
    exit: () => ended,
    signal: (signal) => send(pid, signal),
    stop() {
      send(-pid, "SIGKILL");
      return gone;
    },
  };
}

/** CPU seconds of a process and all below it: user and system time, reaped children too. */
export function cpuSeconds(pid: number): number {
  return treeOf(pid).reduce((sum, one) => {
    const fields = statOf(one);
    return sum + [11, 12, 13, 14].reduce((ticks, n) => ticks + Number(fields[n] ?? 0), 0) / ticksPerSecond;
  }, 0);
}

/** Memory of a process and all below it, now and at its highest, in MB. */
export function memoryMb(pid: number): { rssMb: number; peakMb: number } {
  const sum = (field: string) =>
    treeOf(pid).reduce((total, one) => total + Number(new RegExp(`${field}:\\s+(\\d+)`).exec(read(`/proc/${one}/status`))?.[1] ?? 0), 0);
  return { rssMb: Math.round(sum("VmRSS") / 102.4) / 10, peakMb: Math.round(sum("VmHWM") / 102.4) / 10 };
}

export const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** The fields of /proc/PID/stat after the name, which may hold anything. */
function statOf(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}
function treeOf(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim();
  return [pid, ...(children === "" ? [] : children.split(" ").flatMap((child) => treeOf(Number(child))))];
}
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
