import type { Accelerator } from "./accelerator.ts";
import { createCpu } from "./cpu.ts";
import { createFake, type FakeCards } from "./fake.ts";

/** The shelf of a real box. */
export const accelerators: readonly Accelerator[] = [createCpu()];
/** The shelf of a box of fake cards; nothing real is mixed in. */
export const fakeAccelerators = (knobs: Partial<FakeCards> = {}): readonly Accelerator[] => [createFake(knobs)];
