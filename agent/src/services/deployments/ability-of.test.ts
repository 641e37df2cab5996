import { describe, expect, it } from "vitest";
import type { ModelFacts } from "../../engines/engine.ts";
import { fakeServe } from "../../engines/fake-serve.ts";
import { fakeTrain } from "../../engines/fake-train.ts";
import { llamacpp } from "../../engines/llamacpp.ts";
import { abilityOf } from "./ability-of.ts";

const model: ModelFacts = { id: "m", name: "m", kind: "gguf", dir: "/m", parameters: 1, contextTokens: 1024, bytes: 1 };
const of = (settings: Record<string, unknown>, more: Partial<ModelFacts> = {}) =>
  abilityOf(llamacpp, { name: "one", settings }, { ...model, ...more });
const nothing = { gives: [], can: [], contextTokens: null };

describe("what a deployment can do", () => {
  it("chats unless its settings say otherwise, no longer than the model was trained", () => {
    const { gives, contextTokens } = of({ contextTokens: 4096 });
    expect(gives).toEqual(["chat", "completions", "responses", "messages"]);
    expect(contextTokens).toBe(1024);
  });
  it("calls tools only where the chat template shows them to the model", () => {
    expect(of({}, { knowsTools: true }).can).toContain("tools");
    for (const knowsTools of [false, null, undefined]) expect(of({}, { knowsTools }).can).not.toContain("tools");
  });
  it("embeds or ranks, and does nothing else then", () => {
    expect(of({ serves: "embeddings" })).toMatchObject({ gives: ["embeddings"], can: [] });
    expect(of({ serves: "rerank" })).toMatchObject({ gives: ["rerank"], can: [] });
    expect(abilityOf(fakeServe, { name: "f", settings: { serves: "rerank" } }, model).gives).toEqual(["rerank"]);
  });
  it("is nothing without model or engine, or with settings the engine refuses", () => {
    expect(abilityOf(llamacpp, { name: "one", settings: {} }, null)).toEqual(nothing);
    expect(abilityOf(null, { name: "one", settings: {} }, model)).toEqual(nothing);
    expect(abilityOf(fakeTrain, { name: "one", settings: {} }, model)).toEqual(nothing);
    expect(of({ serves: "coffee" })).toEqual(nothing);
  });
});
