/** How much memory this machine, or the control group we live in, really gives us. Pure but for the files it is told to read. */
import { readFileSync } from "node:fs";
import path from "node:path";

export interface MemorySource {
  /** Bytes in all: the smaller of the machine's and the group's. */
  totalBytes: number;
  /** The group's own account (its `current` file), or null when the machine's counts. */
  usedFile: string | null;
}

/** `root`: "/" (tests play other machines from a folder). Never throws for a file that is missing: then that limit is none. */
export function readMemorySource(root = "/"): MemorySource {
  const machine = readMeminfo(read(path.join(root, "proc/meminfo")) ?? "").totalBytes;
  const groups = (read(path.join(root, "proc/self/cgroup")) ?? "").split("\n");
  const v2 = groups.find((line) => line.startsWith("0::"))?.slice(3);
  const v1 = groups.find((line) => line.split(":")[1]?.split(",").includes("memory"))?.split(":")[2];
  const found = [
    ...(v2 === undefined ? [] : parents(v2).map((p) => groupOf(root, `sys/fs/cgroup${p}`, "memory.max", "memory.current"))),
    ...(v1 === undefined
      ? []
      : parents(v1).map((p) => groupOf(root, `sys/fs/cgroup/memory${p}`, "memory.limit_in_bytes", "memory.usage_in_bytes"))),
  ].filter((group) => group !== null && group.totalBytes < machine);
  return found.reduce<MemorySource>((least, group) => (group && group.totalBytes < least.totalBytes ? group : least), {
    totalBytes: machine,
    usedFile: null,
  });
}

function groupOf(root: string, folder: string, limit: string, used: string): MemorySource | null {
  const text = read(path.join(root, folder, limit))?.trim();
  // "max", and the huge number of version 1, mean: no limit.
  return text && /^\d+$/.test(text) ? { totalBytes: Number(text), usedFile: path.join(root, folder, used) } : null;
}

/** "/a/b" -> "/a/b", "/a", "": the limit of any of them holds. */
function parents(group: string): string[] {
  const parts = group.split("/").filter(Boolean);
  return parts.map((_part, i) => `/${parts.slice(0, parts.length - i).join("/")}`).concat("");
}

export function readMeminfo(text: string): { totalBytes: number; availableBytes: number } {
  const of = (name: string) => Number(text.match(new RegExp(`^${name}:\\s+(\\d+) kB`, "m"))?.[1] ?? 0) * 1024;
  return { totalBytes: of("MemTotal"), availableBytes: of("MemAvailable") };
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
