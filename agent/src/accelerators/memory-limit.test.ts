import path from "node:path";
import { describe, expect, it } from "vitest";
import { playedMachine } from "../../../test/support/played-machine.ts";
import { readMemorySource } from "./memory-limit.ts";

const meminfo = "MemTotal:       16000000 kB\nMemAvailable:    9000000 kB\n";
const machine = (files: Record<string, string>) => playedMachine({ "proc/meminfo": meminfo, ...files });
const total = 16_000_000 * 1024;

describe("readMemorySource", () => {
  it.each<[string, Record<string, string>, number, string | null]>([
    ["no control group", {}, total, null],
    ["version 2 without a limit", { "proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "max\n" }, total, null],
    [
      "version 2 with one",
      { "proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "4000\n" },
      4000,
      "sys/fs/cgroup/a/memory.current",
    ],
    [
      "a limit of the parent",
      { "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/memory.max": "5000\n" },
      5000,
      "sys/fs/cgroup/a/memory.current",
    ],
    [
      "a container's own root",
      { "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "6000\n" },
      6000,
      "sys/fs/cgroup/memory.current",
    ],
    [
      "version 1 with one",
      { "proc/self/cgroup": "4:cpu:/\n3:memory:/x\n", "sys/fs/cgroup/memory/x/memory.limit_in_bytes": "7000\n" },
      7000,
      "sys/fs/cgroup/memory/x/memory.usage_in_bytes",
    ],
    [
      "version 1 without (a number beyond the machine)",
      { "proc/self/cgroup": "3:memory:/x\n", "sys/fs/cgroup/memory/x/memory.limit_in_bytes": "9223372036854771712\n" },
      total,
      null,
    ],
  ])("%s", (_what, files, totalBytes, usedFile) => {
    const root = machine(files);
    expect(readMemorySource(root)).toEqual({ totalBytes, usedFile: usedFile && path.join(root, usedFile) });
  });
});
