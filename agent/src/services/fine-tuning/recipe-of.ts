/** OpenAI's three hyperparameters in the words of the trainer's own recipe. Pure. */
import type { RecipeBook } from "../../contract/engine.ts";
import type { CreateFineTune, Hyperparameters } from "../../contract/fine-tune.ts";
import type { PresetId } from "../../contract/recipe.ts";

export interface FineTuneRecipe {
  preset: PresetId;
  /** What differs from the preset. */
  recipe: Record<string, unknown>;
}

export const hyperparametersOf = (request: CreateFineTune): Hyperparameters =>
  request.method?.supervised?.hyperparameters ?? request.hyperparameters ?? {};

/** "auto" and left out both mean the preset's; a rate is a multiple of the preset's. Knobs the trainer does not have are left out. */
export function recipeOf(request: CreateFineTune, book: RecipeBook): FineTuneRecipe {
  const preset = request.sluice?.preset ?? "balanced";
  const own = book.presets.find(({ id }) => id === preset)?.recipe ?? {};
  const { n_epochs, batch_size, learning_rate_multiplier } = hyperparametersOf(request);
  const rate = Number(own.learningRate ?? book.knobs.find(({ name }) => name === "learningRate")?.default ?? 0);
  const wished: Record<string, unknown> = {
    epochs: numberOr(n_epochs),
    batchSize: numberOr(batch_size),
    learningRate: typeof learning_rate_multiplier === "number" ? rate * learning_rate_multiplier : undefined,
    seed: request.seed ?? undefined,
  };
  const has = new Set(book.knobs.map(({ name }) => name));
  const known = Object.entries(wished).filter(([name, value]) => value !== undefined && has.has(name));
  return { preset, recipe: { ...Object.fromEntries(known), ...request.sluice?.recipe } };
}

const numberOr = (value: number | "auto" | undefined): number | undefined => (typeof value === "number" ? value : undefined);
