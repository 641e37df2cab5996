/** What bounds the processor besides its cores: memory nodes, and the limits of the control group we live in. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { CardFacts } from "../contract/card.ts";
import type { MemorySource } from "./memory-limit.ts";

/** `root`: "/" (tests play other machines from a folder). A file that is missing is a fact we do not have. */
export function readCpuFacts(memory: MemorySource, root = "/"): CardFacts {
  const nodes = list(path.join(root, "sys/devices/system/node")).filter((name) => /^node\d+$/.test(name)).length;
  const cores = coresOf(root);
  return {
    ...(nodes > 0 && { numaNodes: nodes }),
    ...(cores !== null && { limitCores: cores }),
    ...(memory.usedFile !== null && { limitMemoryBytes: memory.totalBytes }),
  };
}

/** Version 2: "<quota> <period>" or "max <period>" of our group and those above it; version 1: two files. The smallest holds. */
function coresOf(root: string): number | null {
  const groups = read(path.join(root, "proc/self/cgroup")).split("\n");
  const v2 = groups.find((line) => line.startsWith("0::"))?.slice(3) ?? "";
  const v1 = groups.find((line) => line.split(":")[1]?.split(",").includes("cpu"))?.split(":")[2];
  const found = [
    ...above(v2).map((group) => read(path.join(root, "sys/fs/cgroup", group, "cpu.max"))),
    ...(v1 === undefined ? [] : above(v1)).map((group) => {
      const dir = path.join(root, "sys/fs/cgroup/cpu", group);
      return `${read(path.join(dir, "cpu.cfs_quota_us"))} ${read(path.join(dir, "cpu.cfs_period_us"))}`;
    }),
  ].flatMap((text) => {
    const [quota = Number.NaN, period = Number.NaN] = text.trim().split(/\s+/).map(Number);
    return quota > 0 && period > 0 ? Math.round((quota / period) * 100) / 100 : [];
  });
  return found.length > 0 ? Math.min(...found) : null;
}

function above(group: string): string[] {
  const parts = group.split("/").filter(Boolean);
  return parts.map((_part, i) => parts.slice(0, parts.length - i).join("/")).concat("");
}
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
