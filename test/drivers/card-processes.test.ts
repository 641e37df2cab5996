/** Who holds a card's memory, as each driver tells it: one short process, and honest where it says nothing. */
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { amdTool } from "../../agent/src/accelerators/amd.ts";
import { ascendTool } from "../../agent/src/accelerators/ascend.ts";
import { createCpu } from "../../agent/src/accelerators/cpu.ts";
import { createFake } from "../../agent/src/accelerators/fake.ts";
import { nvidiaTool } from "../../agent/src/accelerators/nvidia.ts";
import { readProcesses } from "../../agent/src/lib/process-facts.ts";
import { playAll } from "./support/played-tool.ts";
import { tempFolder } from "./support/processes.ts";
import { watchedTool } from "./support/watched-tool.ts";

const box = watchedTool();
const mib = 2 ** 20;
const uuid = (n: number) => `GPU-5100ca4d-0000-4000-8000-00000000000${n}`;

it("nvidia: by card, a process on two of them twice, names with commas, and no made-up bytes", async () => {
  playAll(box().tools);
  box().tools.play(
    "nvidia-smi",
    { when: "--query-compute-apps", file: "nvidia/processes.csv" },
    { when: "--query-gpu", file: "nvidia/look.csv" },
  );
  const accelerator = box().make(nvidiaTool());
  const cards = await accelerator.detect();
  const before = box().tools.calls("nvidia-smi").length;
  expect(await accelerator.processes(cards, [])).toEqual([
    { cardId: uuid(5), pid: 812, name: "ollama", memoryBytes: 41_008 * mib },
    { cardId: uuid(0), pid: 9001, name: "python3", memoryBytes: 20_480 * mib },
    { cardId: uuid(1), pid: 9001, name: "python3", memoryBytes: 20_992 * mib },
    { cardId: uuid(2), pid: 9002, name: "render", memoryBytes: null },
  ]);
  expect(box().tools.calls("nvidia-smi")).toHaveLength(before + 1);
});

it("nvidia: nobody there is an empty list; a driver that fails or is gone says nothing", async () => {
  box().tools.play("nvidia-smi", { when: "--query-compute-apps" }, { when: "--query-gpu", file: "nvidia/look.csv" });
  const accelerator = box().make(nvidiaTool());
  const cards = await accelerator.detect();
  expect(await accelerator.processes(cards, [])).toEqual([]);
  box().tools.play("nvidia-smi", { when: "", file: "nvidia/no-driver.txt", exit: 9 });
  expect(await accelerator.processes(cards, [])).toBeNull();
  box().tools.takeAway("nvidia-smi");
  expect(await accelerator.processes(cards, [])).toBeNull();
  expect(await accelerator.processes([], [])).toBeNull();
});

it("ascend: the table below the cards, with four columns or five", async () => {
  box().tools.play("npu-smi", { when: "topo", exit: 1 }, { when: "info", file: "ascend/info-910b3-busy.txt" });
  const b3 = box().make(ascendTool());
  expect(await b3.processes(await b3.detect(), [])).toEqual([
    { cardId: "npu-0000:01:00.0", pid: 1_654_497, name: "python", memoryBytes: 28_177 * mib },
    { cardId: "npu-0000:01:00.0", pid: 1_654_498, name: "python3.1", memoryBytes: 197 * mib },
  ]);
  box().tools.play("npu-smi", { when: "topo", exit: 1 }, { when: "info", file: "ascend/info-910c-busy.txt" });
  const c = box().make(ascendTool());
  expect(await c.processes(await c.detect(), [])).toEqual([
    { cardId: "npu-0000:9f:00.0", pid: 632_268, name: "python3.1", memoryBytes: 197 * mib },
  ]);
  box().tools.play("npu-smi", { when: "topo", exit: 1 }, { when: "info", file: "ascend/info-910b3.txt" });
  expect(await b3.processes(await b3.detect(), [])).toEqual([]);
});

it("amd: a process only where it is clear on which cards it is", async () => {
  playAll(box().tools);
  const accelerator = box().make(amdTool());
  const cards = await accelerator.detect();
  box().tools.play("rocm-smi", { when: "--showpids", file: "amd/showpids.json" });
  const all = await accelerator.processes(cards, []);
  expect(all).toHaveLength(4); // the one on all four
  expect(all?.[0]).toEqual({ cardId: cards[0]?.id, pid: 9001, name: "python3", memoryBytes: Math.round(82_463_372_083 / 4) });
  expect(await accelerator.processes(cards.slice(0, 1), [])).toEqual([
    { cardId: cards[0]?.id, pid: 812, name: "ollama", memoryBytes: 45_097_156_608 },
  ]);
});

it("cpu: this very process is among those that hold memory of the machine", async () => {
  const cpu = createCpu();
  const list = await cpu.processes(await cpu.detect(), await readProcesses());
  expect(list?.find(({ pid }) => pid === process.pid)?.memoryBytes).toBeGreaterThan(10e6);
});

it("fake: those its file names, while they live", async () => {
  const processesFile = path.join(tempFolder(), "list.json");
  const fake = createFake({ processesFile });
  const cards = await fake.detect();
  expect(existsSync(processesFile)).toBe(false);
  expect(await fake.processes(cards, await readProcesses())).toEqual([]);
  const one = (pid: number) => ({ cardId: "fake0", pid, name: "x", memoryBytes: 5 });
  writeFileSync(processesFile, JSON.stringify([one(process.pid), one(2 ** 22 + 1)]));
  expect(await fake.processes(cards, await readProcesses())).toEqual([one(process.pid)]);
});
