/** The recipe of the TRL pack: its knobs and presets are two tables beside the glue, which is tested against the same ones. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Knob, type Preset, type RecipeBook } from "../contract/engine.ts";
import { recipeBook, recipeSchema } from "./recipe-schema.ts";

const folder = path.resolve(import.meta.dirname, "../../python/trl");
const readTable = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), "utf8"));

const KnobRow = Knob.omit({ hint: true, choices: true }).extend({
  options: z.array(z.string()).optional(),
  hint_en: z.string(),
  hint_zh: z.string(),
});
const PresetRow = z.object({
  title_en: z.string(),
  title_zh: z.string(),
  hint_en: z.string(),
  hint_zh: z.string(),
  recipe: z.record(z.string(), z.unknown()),
});

const knobs = z
  .array(KnobRow)
  .parse(readTable("recipe-knobs.json"))
  .map(
    ({ options, hint_en, hint_zh, ...knob }): Knob => ({
      ...knob,
      ...(options ? { choices: options } : {}),
      hint: { en: hint_en, zh: hint_zh },
    }),
  );
const table = z.object({ presets: z.record(z.string(), PresetRow) }).parse(readTable("presets.json"));
const presets = Object.entries(table.presets).map(
  ([id, row]): Preset => ({
    id,
    title: { en: row.title_en, zh: row.title_zh },
    hint: { en: row.hint_en, zh: row.hint_zh },
    recipe: row.recipe,
  }),
);

export const TrlRecipe = recipeSchema(knobs);
export const trlRecipeBook: RecipeBook = recipeBook("trl", presets, knobs, TrlRecipe);
