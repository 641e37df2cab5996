import type { RecipeBook } from "@sluice/agent/contract";
import { describe, expect, it } from "vitest";
import { differences, firstDraft, presetValues, toRequest } from "./draft.ts";

const text = { en: "", zh: "" };
const knob = (name: string, value: unknown) => ({ name, type: "number" as const, default: value, group: "g", hint: text });
const book: RecipeBook = {
  engineId: "trl",
  presets: [{ id: "quick", title: text, hint: text, recipe: { epochs: 2 } }],
  knobs: [knob("epochs", 3), knob("learningRate", 0.0005)],
  schema: {},
};

describe("a draft", () => {
  it("takes knobs' defaults where a preset says nothing", () => {
    expect(presetValues(book, "quick")).toEqual({ epochs: 2, learningRate: 0.0005 });
  });

  it("sends only what differs, and no empty questions", () => {
    const changes = differences({ epochs: 2, learningRate: 0.001, unknown: 1 }, presetValues(book, "quick"));
    const draft = {
      ...firstDraft({ datasets: [], bases: [], source: null, wanted: { version: null, base: null } }, book),
      changes,
      questions: " who?\n\nwhat? ",
    };
    expect(toRequest(draft, "first", "trl")).toMatchObject({
      recipe: { learningRate: 0.001 },
      sampleQuestions: ["who?", "what?"],
      preset: "balanced",
    });
  });
});
