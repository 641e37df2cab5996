import { expect, it } from "vitest";
import { playedMachine } from "../../../test/support/played-machine.ts";
import { readCpuFacts } from "./cpu-facts.ts";

const free = { totalBytes: 100, usedFile: null };
const nodes = {
  "sys/devices/system/node/node0/x": "",
  "sys/devices/system/node/node1/x": "",
  "sys/devices/system/node/online": "",
};

it("counts memory nodes, and takes the smallest limit of our group and those above it", () => {
  const v2 = playedMachine({
    ...nodes,
    "proc/self/cgroup": "0::/a/b\n",
    "sys/fs/cgroup/a/cpu.max": "150000 100000\n",
    "sys/fs/cgroup/a/b/cpu.max": "max 100000\n",
  });
  expect(readCpuFacts({ totalBytes: 50, usedFile: "/x" }, v2)).toEqual({ numaNodes: 2, limitCores: 1.5, limitMemoryBytes: 50 });
  const v1 = playedMachine({
    "proc/self/cgroup": "3:cpu,cpuacct:/x\n",
    "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us": "200000\n",
    "sys/fs/cgroup/cpu/x/cpu.cfs_period_us": "100000\n",
  });
  expect(readCpuFacts(free, v1)).toEqual({ limitCores: 2 });
});
it("says nothing where nothing is limited", () => {
  const root = playedMachine({ "proc/self/cgroup": "3:cpu:/x\n", "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us": "-1\n" });
  expect(readCpuFacts(free, root)).toEqual({});
});
