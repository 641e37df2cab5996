import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { readCpuFacts } from "./cpu-facts.ts";

function machine(files: Record<string, string>): string {
  const root = mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}
const free = { totalBytes: 100, usedFile: null };
const nodes = {
  "sys/devices/system/node/node0/x": "",
  "sys/devices/system/node/node1/x": "",
  "sys/devices/system/node/online": "",
};

it("counts memory nodes, and takes the smallest limit of our group and those above it", () => {
  const v2 = machine({
    ...nodes,
    "proc/self/cgroup": "0::/a/b\n",
    "sys/fs/cgroup/a/cpu.max": "150000 100000\n",
    "sys/fs/cgroup/a/b/cpu.max": "max 100000\n",
  });
  expect(readCpuFacts({ totalBytes: 50, usedFile: "/x" }, v2)).toEqual({ numaNodes: 2, limitCores: 1.5, limitMemoryBytes: 50 });
  const v1 = machine({
    "proc/self/cgroup": "3:cpu,cpuacct:/x\n",
    "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us": "200000\n",
    "sys/fs/cgroup/cpu/x/cpu.cfs_period_us": "100000\n",
  });
  expect(readCpuFacts(free, v1)).toEqual({ limitCores: 2 });
});
it("says nothing where nothing is limited", () => {
  const root = machine({ "proc/self/cgroup": "3:cpu:/x\n", "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us": "-1\n" });
  expect(readCpuFacts(free, root)).toEqual({});
});
