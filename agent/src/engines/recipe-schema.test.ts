import { describe, expect, it } from "vitest";
import { PresetId } from "../contract/recipe.ts";
import { recipeBooks } from "./index.ts";
import { completeRecipe } from "./recipe-schema.ts";
import { trlRecipeBook } from "./trl-recipe.ts";

describe.each(recipeBooks.map((book) => [book.engineId, book] as const))("the recipe book of %s", (_id, book) => {
  it("has every preset, and each is a whole and right recipe", () => {
    expect(book.presets.map((preset) => preset.id).sort()).toEqual([...PresetId.options].sort());
    for (const id of PresetId.options)
      expect(Object.keys(completeRecipe(book, id, {})).sort()).toEqual(book.knobs.map((k) => k.name).sort());
  });
  it("has a hint in both languages for every knob, and a default the schema takes", () => {
    for (const knob of book.knobs) {
      expect(knob.hint.en, knob.name).not.toBe("");
      expect(knob.hint.zh, knob.name).not.toBe("");
      expect(completeRecipe(book, null, { [knob.name]: knob.default })[knob.name]).toEqual(knob.default);
    }
  });
  it("gives the form a JSON Schema with the same knobs", () => {
    expect(Object.keys(book.schema.properties ?? {}).sort()).toEqual(book.knobs.map((k) => k.name).sort());
  });
  it("refuses what is out of range, of the wrong type or unknown, and names it", () => {
    for (const knob of book.knobs) {
      if (knob.max !== undefined)
        expect(() => completeRecipe(book, null, { [knob.name]: (knob.max ?? 0) * 2 + 1 })).toThrow(knob.name);
      expect(() => completeRecipe(book, null, { [knob.name]: { no: "thing" } }), knob.name).toThrow(knob.name);
    }
    expect(() => completeRecipe(book, null, { learningrate: 1 })).toThrow("learningrate");
  });
});

it("lets a change of the person win over the preset, and the preset over the default", () => {
  const [quick] = trlRecipeBook.presets;
  const name = Object.keys(quick?.recipe ?? {})[0] ?? "";
  expect(completeRecipe(trlRecipeBook, "quick", {})[name]).toEqual(quick?.recipe[name]);
  expect(completeRecipe(trlRecipeBook, "quick", { epochs: 7 }).epochs).toBe(7);
});
