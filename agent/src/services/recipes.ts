import type { RecipeBook } from "../contract/engine.ts";
import { SluiceError } from "../contract/error.ts";
import type { PresetId } from "../contract/recipe.ts";

type Recipe = Record<string, unknown>;
export interface Recipes {
  books(): RecipeBook[];
  /** Defaults, then the preset, then the person's changes. Throws `bad-input` naming the first wrong knob. */
  complete(engineId: string, preset: PresetId | null, changes: Recipe): Recipe;
}
/** The books and how they are completed are the engines' own; services only know them by name. */
export function createRecipes(options: {
  books: readonly RecipeBook[];
  complete: (book: RecipeBook, preset: PresetId | null, changes: Recipe) => Recipe;
}): Recipes {
  return {
    books: () => [...options.books],
    complete(engineId, preset, changes) {
      const book = options.books.find((b) => b.engineId === engineId);
      if (!book) throw new SluiceError("bad-input", `There is no recipe for the engine "${engineId}".`);
      return options.complete(book, preset, changes);
    },
  };
}
