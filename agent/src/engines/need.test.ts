import { describe, expect, it } from "vitest";
import type { ModelFacts } from "./engine.ts";
import { llamacpp } from "./llamacpp.ts";
import { trl } from "./trl.ts";

const small: ModelFacts = { id: "m", name: "m", kind: "base", dir: "/m", parameters: 135e6, contextTokens: 8192, bytes: 269e6 };
const spec = (engine: typeof trl, value: unknown) => engine.spec.parse(value);
const job = (recipe = {}) => spec(trl, { base: { dir: "/m" }, data: { train: "t", heldOut: "h" }, recipe });

describe("what a llama.cpp server needs", () => {
  it("is the file, the keys and values of all slots, and the program", () => {
    const exact = { ...small, shape: { layers: 30, kvHeads: 3, headDim: 64 } };
    const need = llamacpp.need(spec(llamacpp, { contextTokens: 2048, parallel: 4 }), exact);
    expect(need.memoryBytes).toBe(135e6 * 2 + 2 * 30 * 3 * 64 * 2 * 2048 * 4 + 300e6 + 256 * 2 ** 20);
  });
  it("as a server of embeddings holds a whole text in one batch: a little above the 452 MB more that were measured", () => {
    const exact = { ...small, shape: { layers: 30, kvHeads: 3, headDim: 64, vocabulary: 49_152 } };
    const bytes = (serves: string) =>
      llamacpp.need(spec(llamacpp, { contextTokens: 2048, parallel: 2, serves }), exact).memoryBytes;
    expect(bytes("embeddings") - bytes("chat")).toBeGreaterThan(420e6);
    expect(bytes("embeddings") - bytes("chat")).toBeLessThan(550e6);
  });
  it("grows with context and slots, but no further than the model was trained", () => {
    const bytes = (value: unknown) => llamacpp.need(spec(llamacpp, value), small).memoryBytes;
    expect(bytes({ parallel: 8 })).toBeGreaterThan(bytes({ parallel: 4 }));
    expect(bytes({ contextTokens: 4096 })).toBeGreaterThan(bytes({ contextTokens: 2048 }));
    expect(bytes({ contextTokens: 100_000 })).toBe(bytes({ contextTokens: 8192 }));
  });
});

describe("what a training needs", () => {
  it.each([
    { batchSize: 8, measured: 3.03e9 },
    { batchSize: 4, measured: 2.3e9 },
  ])("is a little above the $measured bytes measured for the embedded model at batch $batchSize", ({ batchSize, measured }) => {
    const need = trl.need(job({ batchSize }), small).memoryBytes;
    expect(need).toBeGreaterThan(measured);
    expect(need).toBeLessThan(1.3 * measured);
  });
  it("grows with the batch and with the longest row, up to where rows are cut", () => {
    const need = trl.need(job(), small).memoryBytes;
    const withRows = (longestTokens: number, recipe = {}) =>
      trl.need(spec(trl, { base: { dir: "/m" }, data: { train: "t", heldOut: "h", longestTokens }, recipe }), small).memoryBytes;
    expect(withRows(900)).toBeGreaterThan(need);
    expect(withRows(900, { maxTokens: 200 })).toBe(withRows(200));
    expect(trl.need(job({ batchSize: 32 }), small).memoryBytes).toBeGreaterThan(need);
    expect(trl.need(job({ gradientCheckpointing: true }), small).memoryBytes).toBeLessThan(need);
  });
});
