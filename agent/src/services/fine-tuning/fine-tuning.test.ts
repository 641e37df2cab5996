import { describe, expect, it } from "vitest";
import type { RecipeBook } from "../../contract/engine.ts";
import { CreateFineTune, type FineTuneRecord } from "../../contract/fine-tune.ts";
import type { Job } from "../../contract/job.ts";
import { fineTuneEvents } from "./fine-tune-events.ts";
import { recipeOf } from "./recipe-of.ts";
import { publicNameOf, statusOf } from "./shown-fine-tune.ts";

const request = (more: object = {}) => CreateFineTune.parse({ model: "base", training_file: "file-a", ...more });
const record = (more: Partial<FineTuneRecord> = {}): FineTuneRecord => ({
  ...{ id: "ftjob-abcdefghijkl", projectId: "proj_a", createdBy: "u", createdAt: "2026-11-27T10:00:00.000Z", finishedAt: null },
  ...{ request: request(), stage: "validating", importId: "imp_a", validationImportId: null },
  ...{ jobId: null, deploymentId: null, modelName: null, error: null, ...more },
});
const job = (state: Job["state"]) => ({ state, attempts: 1, createdAt: "2026-11-27T10:00:01.000Z", startedAt: null }) as Job;
const knobs = ["epochs", "batchSize", "learningRate", "seed"].map((name) => ({ name }) as RecipeBook["knobs"][number]);
const presets = [{ id: "balanced", title: { en: "", zh: "" }, hint: { en: "", zh: "" }, recipe: { learningRate: 0.0005 } }];
const book: RecipeBook = { engineId: "trl", presets, knobs, schema: {} };

describe("recipeOf", () => {
  it("auto is the preset's, a rate is a multiple of it, in their new place and in the older one", () => {
    const hyperparameters = { n_epochs: 4, batch_size: "auto", learning_rate_multiplier: 2 };
    const expected = { preset: "balanced", recipe: { epochs: 4, learningRate: 0.001, seed: 7 } };
    expect(recipeOf(request({ hyperparameters, seed: 7 }), book)).toEqual(expected);
    const method = { type: "supervised", supervised: { hyperparameters } };
    expect(recipeOf(request({ method, seed: 7 }), book)).toEqual(expected);
  });
  it("leaves out knobs the trainer does not have, and lets our own words win", () => {
    const asked = request({ hyperparameters: { n_epochs: 4 }, sluice: { preset: "quick", recipe: { epochs: 1 } } });
    expect(recipeOf(asked, book)).toEqual({ preset: "quick", recipe: { epochs: 1 } });
    expect(recipeOf(request({ hyperparameters: { n_epochs: 4 } }), { ...book, knobs: [] }).recipe).toEqual({});
  });
});

it.each([
  [record(), null, "validating_files"],
  [record({ stage: "training" }), job("queued"), "queued"],
  [record({ stage: "training" }), job("running"), "running"],
  [record({ stage: "training" }), job("pausing"), "running"],
  [record({ stage: "training" }), job("paused"), "paused"],
  [record({ stage: "publishing" }), job("succeeded"), "running"],
  [record({ stage: "ended", modelName: "ft:x" }), job("succeeded"), "succeeded"],
  [record({ stage: "ended" }), job("cancelled"), "cancelled"],
  [record({ stage: "ended" }), null, "cancelled"],
  [record({ stage: "ended", error: { code: "c", message: "m", param: null } }), job("failed"), "failed"],
])("status %#", (asked, of, status) => {
  expect(statusOf(asked, of)).toBe(status);
});

it("a public name holds only what a name may hold", () => {
  const named = record({ request: request({ suffix: "Kunden Dienst: 客服!" }) });
  expect(publicNameOf(named, "SmolLM2-135M-Instruct", "Qinghe Motors")).toBe(
    "ft:smollm2-135m-instruct:qinghe-motors:kunden-dienst:abcdefgh",
  );
  expect(publicNameOf(record(), "base", "客服")).toBe("ft:base:box::abcdefgh");
});

it("events are newest first, and their ids stay when more come", () => {
  const series = [1, 2].map((step) => ({
    step,
    at: 1000 * step,
    loss: 1,
    heldOutLoss: null,
    learningRate: 1,
    tokensPerSecond: 1,
  }));
  const before = fineTuneEvents({ record: record(), job: null, series: series.slice(0, 1), checkpoints: [] });
  const after = fineTuneEvents({ record: record(), job: null, series, checkpoints: [] });
  expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
  const moments = after.map(({ created_at }) => created_at);
  expect(moments).toEqual([...moments].sort((a, b) => b - a));
});
