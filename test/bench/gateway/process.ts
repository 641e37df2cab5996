/** A program of the bench: pinned to a core, in a process group of its own, and what the kernel knows of it. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Load and mock engine on one core, the measured one on the other. */
export const cores = { load: 0, measured: 1 };
const ticksPerSecond = 100;

/**
 * Where we may, measured and measuring programs go before the machine's other work. Linux weighs sessions before it weighs
 * processes, so each gets a session of its own (detached) and the session its rank. Nothing changes on a machine at rest.
 */
function putFirst(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, "-20");
  } catch {
    // Not root, or a kernel without session groups: the noise is measured anyway.
  }
}

/** A child that could not be started has no pid; its error event tells. */
function enlist(child: ChildProcess): number {
  const { pid } = child;
  if (pid === undefined) return 0;
  putFirst(pid);
  living.add(pid);
  child.once("exit", () => living.delete(pid));
  return pid;
}

/** In sessions of their own they would outlive us: a broken-off bench takes them along. */
const living = new Set<number>();
process.on("exit", () => {
  for (const pid of living) kill(-pid, "SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

function kill(pid: number, signal: NodeJS.Signals): void {
  if (pid === 0) return; // never started; to the kernel 0 is our own group
  try {
    process.kill(pid, signal);
  } catch {
    // Already gone.
  }
}

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
  const child = spawn("taskset", ["-c", `${options.core}`, ...argv], {
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
  const pid = enlist(child);
  return {
    pid,
    exit: () => ended,
    signal: (signal) => kill(pid, signal),
    stop() {
      kill(-pid, "SIGKILL");
      return gone;
    },
  };
}

/** Runs a load maker to its end; the last line of its output that is JSON. */
export function measured<T>(argv: readonly string[], core: number): Promise<T> {
  const child = spawn("taskset", ["-c", `${core}`, ...argv], { stdio: ["ignore", "pipe", "pipe"], detached: true });
  enlist(child);
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (out += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const said = out.split("\n").findLast((line) => line.startsWith("{"));
      if (code === 0 && said) resolve(JSON.parse(said) as T);
      else reject(new Error(`'${argv.join(" ")}' ended with ${code}:\n${out.slice(-2000)}`));
    });
  });
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
    treeOf(pid).reduce(
      (total, one) => total + Number(new RegExp(`${field}:\\s+(\\d+)`).exec(read(`/proc/${one}/status`))?.[1] ?? 0),
      0,
    );
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
