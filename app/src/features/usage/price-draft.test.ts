import { expect, it } from "vitest";
import { draftOf, inOrder, priceOf } from "./price-draft.ts";

const price = {
  modelId: null,
  modelName: null,
  inputPerMillion: 0.5,
  outputPerMillion: 2,
  cachedPerMillion: 0,
  perCardHour: 1.25,
};

it("comes back as it went into the form", () => {
  expect(priceOf(draftOf(price), "mdl_1").price).toEqual({
    modelId: "mdl_1",
    inputPerMillion: 0.5,
    outputPerMillion: 2,
    cachedPerMillion: 0,
    perCardHour: 1.25,
  });
});

it("takes nothing that is no price", () => {
  expect(priceOf({ ...draftOf(price), inputPerMillion: "", outputPerMillion: "-1" }, null).wrong).toEqual([
    "inputPerMillion",
    "outputPerMillion",
  ]);
});

it("has the default at the top", () => {
  const rows = [{ ...price, modelId: "b", modelName: "B" }, { ...price, modelId: "a", modelName: "A" }, price];
  expect(inOrder(rows).map((p) => p.modelName)).toEqual([null, "A", "B"]);
});
