import type { SetPrice } from "../../contract/usage.ts";
import type { BoxDb } from "./client.ts";

export type PriceStore = ReturnType<typeof createPriceStore>;

/** The default price has no model: "" in its row. */
export function createPriceStore(db: BoxDb) {
  return {
    async all(): Promise<SetPrice[]> {
      const rows = await db.price.findMany({ orderBy: { modelId: "asc" } });
      return rows.map(({ modelId, ...price }) => ({ ...price, modelId: modelId === "" ? null : modelId }));
    },
    async set({ modelId, ...price }: SetPrice): Promise<void> {
      const id = modelId ?? "";
      await db.price.upsert({ where: { modelId: id }, create: { modelId: id, ...price }, update: price });
    },
    /** False: there was none. */
    remove: async (modelId: string | null): Promise<boolean> =>
      (await db.price.deleteMany({ where: { modelId: modelId ?? "" } })).count === 1,
  };
}
