/** What /proc tells of a process besides its number. A look at all of them starts nothing, and lets others in between. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { livingStat, type ProcessStat } from "./process-stat.ts";

export interface ProcessFacts extends Pick<ProcessStat, "pid" | "parent" | "session" | "startTick"> {
  /** Milliseconds since 1970. */
  startedAt: number;
  user: string;
  /** The program, and the script where the program is an interpreter. Never its arguments: people put keys there. */
  command: string;
  /**
   * Memory that can only come back by its end: anonymous and shared, not the pages of files it has mapped, which the kernel takes
   * back by itself and which would be counted once for each who maps them.
   */
  memoryBytes: number;
  /** Its control group, as /proc says it. */
  groups: string;
}

/** Of every Linux that Node runs on. */
const ticksPerSecond = 100;
/** About two milliseconds. */
const atOnce = 20;

/** `root`: "/" (tests play other machines from a folder). Those that end while they are looked at are left out. */
export async function readProcesses(root = "/"): Promise<ProcessFacts[]> {
  const proc = path.join(root, "proc");
  const bootSeconds = Number(/^btime (\d+)/m.exec(read(path.join(proc, "stat")) ?? "")?.[1] ?? 0);
  const nameOf = userNames(read(path.join(root, "etc/passwd")) ?? "");
  const found: ProcessFacts[] = [];
  const pids = readdirSync(proc).filter((name) => /^\d+$/.test(name));
  for (const [i, pid] of pids.entries()) {
    const one = readOne(proc, Number(pid), bootSeconds, nameOf);
    if (one) found.push(one);
    if (i % atOnce === atOnce - 1) await setImmediate();
  }
  return found;
}

function readOne(proc: string, pid: number, bootSeconds: number, nameOf: (uid: string) => string): ProcessFacts | null {
  const stat = livingStat(pid, proc);
  if (stat === null || stat.virtualBytes === null) return null;
  const dir = path.join(proc, `${pid}`);
  const status = read(path.join(dir, "status"));
  if (status === null) return null;
  const { parent, session, startTick, name } = stat;
  const kilobytes = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
  return {
    ...{ pid, parent, session, startTick },
    startedAt: Math.round((bootSeconds + startTick / ticksPerSecond) * 1000),
    user: nameOf(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? ""),
    command: commandOf((read(path.join(dir, "cmdline")) ?? "").split("\0"), name),
    memoryBytes: (kilobytes("RssAnon") + kilobytes("RssShmem")) * 1024,
    groups: read(path.join(dir, "cgroup")) ?? "",
  };
}

const interpreters = /^(python[\d.]*|node|ruby|perl|java|bash|dash|sh|uv|env)$/;

/** `python -u /srv/train.py --key x` -> "python train.py"; a process that wrote a title of its own keeps its first word. */
export function commandOf(argv: readonly string[], comm: string): string {
  const program = path.basename((argv[0] ?? "").split(" ")[0]!.replace(/:$/, "")) || comm;
  if (!interpreters.test(program)) return program.slice(0, 80);
  const moduleAt = argv.findIndex((word) => word === "-m" || word === "-jar");
  const script = moduleAt > 0 ? argv[moduleAt + 1] : argv.slice(1).find((word) => word !== "" && !word.startsWith("-"));
  // What follows -c is a program, not a name.
  const isName = script !== undefined && !argv.slice(1, argv.indexOf(script)).includes("-c");
  return (isName ? `${program} ${path.basename(script)}` : program).slice(0, 80);
}

function userNames(passwd: string): (uid: string) => string {
  const names = new Map(
    passwd
      .split("\n")
      .map((line) => line.split(":"))
      .map((cells) => [cells[2] ?? "", cells[0] ?? ""]),
  );
  return (uid) => names.get(uid) || uid;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
