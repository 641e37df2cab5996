import { expect, it } from "vitest";
import type { Card } from "../contract/card.ts";
import type { ProcessFacts } from "../lib/process-facts.ts";
import { cpuProcesses } from "./cpu-processes.ts";

const card = { id: "cpu0" } as Card;
const one = (pid: number, groups: string, memoryBytes = 100) =>
  ({ pid, groups, memoryBytes, command: `p${pid}` }) as ProcessFacts;
const seen = [
  one(1, "0::/\n"),
  one(2, "0::/a/b\n"),
  one(3, "9:memory:/a/b/c\n0::/\n"),
  one(4, "0::/a/bc\n"),
  one(5, "0::/a/b\n", 0),
];
const pids = (usedFile: string | null) => cpuProcesses(card, seen, { totalBytes: 1, usedFile }).map((process) => process.pid);

it("counts every process of the machine that holds something", () => {
  expect(pids(null)).toEqual([1, 2, 3, 4]);
  expect(cpuProcesses(card, seen, { totalBytes: 1, usedFile: null })[0]).toEqual({
    ...{ cardId: "cpu0", pid: 1, name: "p1", memoryBytes: 100 },
  });
});
it("counts those of our control group only, where it is the group that bounds us", () => {
  expect(pids("/sys/fs/cgroup/a/b/memory.current")).toEqual([2, 3]);
  expect(pids("/sys/fs/cgroup/memory/a/b/memory.usage_in_bytes")).toEqual([2, 3]);
  expect(pids("/sys/fs/cgroup/memory.current")).toEqual([1, 2, 3, 4]);
});
