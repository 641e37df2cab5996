/** What tokens and card-hours cost: per model, else by its base model, else by the default, else nothing. */
import { SluiceError } from "../contract/error.ts";
import type { Model } from "../contract/model.ts";
import type { TokenPrice } from "../contract/snapshot.ts";
import type { PriceList, SetPrice } from "../contract/usage.ts";
import type { PriceStore } from "../store/box/prices.ts";
import { type Actor, found } from "./may.ts";

export type Prices = ReturnType<typeof createPrices>;
type ModelFacts = Pick<Model, "id" | "name" | "projectId" | "createdBy"> & {
  lineage: Pick<Model["lineage"], "parentModelId" | "baseModelId">;
};
export interface PricesOptions {
  store: PriceStore;
  models(): Promise<readonly ModelFacts[]>;
  currency(): Promise<string>;
  /** The gateway charges by the new price when this resolves. */
  publish(): Promise<void>;
}

export function createPrices(options: PricesOptions) {
  const { store } = options;
  const list = async (): Promise<PriceList> => {
    const names = new Map((await options.models()).map((model) => [model.id, model.name]));
    const prices = (await store.all()).map((price) => ({ ...price, modelName: names.get(price.modelId ?? "") ?? null }));
    return { currency: await options.currency(), prices };
  };
  return {
    list,
    async set(actor: Actor, price: SetPrice): Promise<PriceList> {
      const model = (await options.models()).find(({ id }) => id === price.modelId) ?? null;
      if (price.modelId !== null) found(actor, "read", model, "model");
      await store.set(price);
      await options.publish();
      return list();
    },
    async remove(modelId: string | null): Promise<PriceList> {
      if (!(await store.remove(modelId))) throw new SluiceError("not-found", "There is no price of that model.");
      await options.publish();
      return list();
    },
    /** Null: free. One look at the tables serves all models of a snapshot or a bill. */
    async priceOf(): Promise<(modelId: string) => TokenPrice | null> {
      const rowOf = await rows();
      return (modelId) => tokenPriceOf(rowOf(modelId));
    },
    async cardHourPriceOf(): Promise<(modelId: string) => number> {
      const rowOf = await rows();
      return (modelId) => rowOf(modelId)?.perCardHour ?? 0;
    },
  };

  async function rows(): Promise<(modelId: string) => SetPrice | null> {
    const byModel = new Map((await store.all()).map((price) => [price.modelId, price]));
    const lineages = new Map((await options.models()).map(({ id, lineage }) => [id, lineage]));
    return (modelId) => {
      const { parentModelId = null, baseModelId = null } = lineages.get(modelId) ?? {};
      const ids = [modelId, parentModelId, baseModelId].filter((id) => id !== null);
      return ids.map((id) => byModel.get(id)).find((price) => price !== undefined) ?? byModel.get(null) ?? null;
    };
  }
}

/** Per million tokens in currency -> per token in nano-units. */
export function tokenPriceOf(price: SetPrice | null): TokenPrice | null {
  if (price === null) return null;
  const nano = (perMillion: number) => Math.round(perMillion * 1000);
  return { input: nano(price.inputPerMillion), output: nano(price.outputPerMillion), cached: nano(price.cachedPerMillion) };
}
