"use client";
import { RecipeBook } from "@sluice/agent/contract";
import { z } from "zod";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";

const Books = z.array(RecipeBook);
export const useRecipes = () => useOne(keys.recipes, "/api/recipes", Books);
