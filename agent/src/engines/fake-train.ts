/** A trainer that learns nothing: same spec, events, checkpoints and result as the real glue, in seconds. */
import { z } from "zod";
import type { Knob, Preset, RecipeBook } from "../contract/engine.ts";
import { defineEngine } from "./engine.ts";
import { explain } from "./explain.ts";
import { fakeCommand, fakeKnobs, fakeProbe } from "./fake-knobs.ts";
import { jobSpec } from "./job-spec.ts";
import { recipeBook, recipeSchema } from "./recipe-schema.ts";

const knob = (name: string, type: Knob["type"], value: unknown, en: string, zh: string, range: Partial<Knob> = {}): Knob => ({
  ...{ name, type, default: value, group: "fake", hint: { en, zh } },
  ...range,
});
const knobs: Knob[] = [
  knob("steps", "integer", 20, "Steps it pretends to train.", "假装训练的步数。", { min: 1, max: 1_000_000 }),
  knob("stepMs", "integer", 20, "Milliseconds of one step.", "每一步的毫秒数。", { min: 0, max: 60_000 }),
  knob("saveEverySteps", "integer", 5, "How often a checkpoint is written.", "每隔多少步保存一次检查点。", {
    min: 1,
    max: 100_000,
  }),
  knob(
    "crashAtStep",
    "integer",
    0,
    "It dies before this step, once: resumed it goes on; 0: never.",
    "在这一步之前崩溃一次,续训时不再崩溃;0 表示不会。",
    {
      min: 0,
      max: 1_000_000,
    },
  ),
  knob("exitCode", "integer", 0, "Exit code at its end.", "结束时的退出码。", { min: 0, max: 255 }),
  knob("delayMs", "integer", 0, "Wait before it begins.", "开始前等待的毫秒数。", { min: 0, max: 3_600_000 }),
  knob("memoryBytes", "integer", 50e6, "Memory it says it needs.", "声明需要的内存。", { min: 0, max: 1e15 }),
  knob("lines", "list", [], "Lines it prints first.", "最先打印的行。"),
  knob("seed", "integer", 42, "Kept for the lineage.", "仅用于记录来源。", { min: 0, max: 2 ** 31 - 1 }),
];
const preset = (id: string, en: string, zh: string, steps: number): Preset => ({
  ...{ id, title: { en, zh }, hint: { en: `${steps} steps of nothing.`, zh: `空跑 ${steps} 步。` } },
  recipe: { steps },
});
const presets = [
  preset("quick", "Quick", "快速", 10),
  preset("balanced", "Balanced", "均衡", 20),
  preset("thorough", "Thorough", "深入", 40),
];

const Recipe = recipeSchema(knobs);
const Spec = jobSpec(Recipe);
const Memory = z.object({ memoryBytes: fakeKnobs.memoryBytes });

export const fakeTrainRecipeBook: RecipeBook = recipeBook("fake-train", presets, knobs, Recipe);
export const fakeTrain = defineEngine<z.infer<typeof Spec>>({
  id: "fake-train",
  title: "Fake trainer",
  does: "task",
  pack: null,
  runsOn: ["cpu", "fake"],
  evidence: "ran-here",
  fake: true,
  spec: Spec,
  graceMs: 10_000,
  probe: fakeProbe,
  need: (spec) => ({ memoryBytes: Memory.parse(spec.recipe).memoryBytes, cards: 1, diskBytes: 1e6, source: "estimated" }),
  command: (spec, seat) => fakeCommand("train.mjs", seat, spec),
  read: () => null,
  explain: (exit, tail) => explain("task", exit, tail),
});
