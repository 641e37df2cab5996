import type { RecipeBook } from "../contract/engine.ts";
import type { Engine } from "./engine.ts";
import { fakeServe } from "./fake-serve.ts";
import { fakeTrain, fakeTrainRecipeBook } from "./fake-train.ts";
import { llamacpp } from "./llamacpp.ts";
import { trl } from "./trl.ts";
import { trlPrepare } from "./trl-prepare.ts";
import { trlRecipeBook } from "./trl-recipe.ts";
import { trlTokens } from "./trl-tokens.ts";
import { vllm } from "./vllm.ts";

/** The shelf: one entry per engine and verb. */
export const engines: readonly Engine[] = [trl, trlPrepare, trlTokens, llamacpp, vllm, fakeTrain, fakeServe];
/** One per engine that trains. */
export const recipeBooks: readonly RecipeBook[] = [trlRecipeBook, fakeTrainRecipeBook];
