import type { Accelerator } from "./accelerator.ts";
import { amdTool } from "./amd.ts";
import { ascendTool } from "./ascend.ts";
import { createCpu } from "./cpu.ts";
import { createFake, type FakeCards } from "./fake.ts";
import { nvidiaTool } from "./nvidia.ts";
import { createToolAccelerator, type ToolAround } from "./tool-accelerator.ts";

/** The shelf of a real box. Drivers whose program is not there find nothing and cost nothing. */
export const createAccelerators = (around: ToolAround, cpuBytes: number | null = null): readonly Accelerator[] => [
  createCpu({ mostBytes: cpuBytes }),
  ...[nvidiaTool(), ascendTool(), amdTool()].map((tool) => createToolAccelerator(tool, around)),
];
/** The shelf of a box of fake cards; nothing real is mixed in. */
export const fakeAccelerators = (knobs: Partial<FakeCards> = {}): readonly Accelerator[] => [createFake(knobs)];
