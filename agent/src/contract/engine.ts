import { z } from "zod";
import { AcceleratorId } from "./word.ts";

export const Evidence = z.enum(["ran-here", "recorded", "from-documents"]);
export type Evidence = z.infer<typeof Evidence>;
export const EngineInfo = z.object({
  id: z.string(),
  title: z.string(),
  does: z.enum(["serve", "task"]),
  runsOn: z.array(AcceleratorId),
  evidence: Evidence,
  fake: z.boolean(),
  installed: z.boolean(),
  version: z.string().nullable(),
  /** If not installed: why, and how to mend it. */
  why: z.string().nullable(),
  /** JSON Schema of the spec's knobs, for the form (z.toJSONSchema). */
  schema: z.record(z.string(), z.unknown()),
});
export type EngineInfo = z.infer<typeof EngineInfo>;

export const PackInfo = z.object({
  id: z.string(),
  title: z.string(),
  gives: z.array(z.string()),
  diskBytes: z.number(),
  state: z.enum(["missing", "installing", "ready"]),
  version: z.string().nullable(),
  /** While it is being installed here; null where nobody can say yet. */
  progress: z.object({ step: z.number().int(), steps: z.number().int(), title: z.string() }).nullable().optional(),
  /** Why the last installation failed, until the next one begins. */
  problem: z.string().nullable().optional(),
});
export type PackInfo = z.infer<typeof PackInfo>;

export const Knob = z.object({
  name: z.string(),
  type: z.enum(["number", "integer", "choice", "boolean", "list"]),
  min: z.number().optional(),
  max: z.number().optional(),
  choices: z.array(z.string()).optional(),
  default: z.unknown(),
  unit: z.string().optional(),
  group: z.string(),
  hint: z.object({ en: z.string(), zh: z.string() }),
});
export type Knob = z.infer<typeof Knob>;
export const Preset = z.object({
  id: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
  hint: z.object({ en: z.string(), zh: z.string() }),
  recipe: z.record(z.string(), z.unknown()),
});
export type Preset = z.infer<typeof Preset>;
/** What the new-job page needs: presets, every knob with its hint, and the schema the API checks with. */
export const RecipeBook = z.object({
  engineId: z.string(),
  presets: z.array(Preset),
  knobs: z.array(Knob),
  schema: z.record(z.string(), z.unknown()),
});
export type RecipeBook = z.infer<typeof RecipeBook>;
