import type { Executor } from "./executor.ts";
import { createFake } from "./fake.ts";
import { createLocal } from "./local.ts";

export { createFake, createLocal };
/** The shelf: one entry per place a run can be started in. */
export const executors: readonly Executor[] = [createLocal(), createFake()];
