/** From a knob table to the one schema that checks, stores and draws a recipe. */
import { z } from "zod";
import type { Knob, Preset, RecipeBook } from "../contract/engine.ts";
import { SluiceError } from "../contract/error.ts";
import type { PresetId } from "../contract/recipe.ts";

export type Recipe = Record<string, unknown>;
export type RecipeSchema = z.ZodType<Recipe>;

/** Strict: a knob nobody knows is a typing mistake, not a wish to ignore. Missing ones get their default. */
export function recipeSchema(knobs: readonly Knob[]): RecipeSchema {
  return z.strictObject(Object.fromEntries(knobs.map((knob) => [knob.name, knobSchema(knob)])));
}

export function knobSchema(knob: Knob): z.ZodType {
  const least = knob.min ?? Number.MIN_SAFE_INTEGER;
  const most = knob.max ?? Number.MAX_SAFE_INTEGER;
  switch (knob.type) {
    case "number":
      return z.number().min(least).max(most).default(Number(knob.default)).describe(knob.hint.en);
    case "integer":
      return z.number().int().min(least).max(most).default(Number(knob.default)).describe(knob.hint.en);
    case "choice":
      return z
        .enum(knob.choices ?? [])
        .default(String(knob.default))
        .describe(knob.hint.en);
    case "boolean":
      return z
        .boolean()
        .default(knob.default === true)
        .describe(knob.hint.en);
    case "list":
      return z.array(z.string()).default(z.array(z.string()).parse(knob.default)).describe(knob.hint.en);
  }
}

export function recipeBook(engineId: string, presets: Preset[], knobs: Knob[], schema: RecipeSchema): RecipeBook {
  return { engineId, presets, knobs, schema: z.toJSONSchema(schema, { io: "input" }) as Record<string, unknown> };
}

/** The whole recipe: defaults, then the preset, then what the person changed. Throws `bad-input` naming the first wrong knob. */
export function completeRecipe(book: RecipeBook, preset: PresetId | null, changes: Recipe): Recipe {
  const start = book.presets.find((p) => p.id === preset)?.recipe ?? {};
  const result = recipeSchema(book.knobs).safeParse({ ...start, ...changes });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const name = issue?.path.join(".") || (issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : "recipe");
  throw new SluiceError("bad-input", `The recipe's ${name} is not right: ${issue?.message ?? "not a recipe"}.`, {
    details: result.error.issues,
  });
}
