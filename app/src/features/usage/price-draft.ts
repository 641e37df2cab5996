/** A price as the fields of a form. Pure. */
import { type Price, SetPrice } from "@sluice/agent/contract";

export const priceFields = ["inputPerMillion", "outputPerMillion", "cachedPerMillion", "perCardHour"] as const;
/** As it is sent. */
export type PriceRequest = Omit<Price, "modelName">;
export type PriceField = (typeof priceFields)[number];
export type PriceDraft = Record<PriceField, string>;

export const draftOf = (price: Pick<Price, PriceField>): PriceDraft => ({
  inputPerMillion: String(price.inputPerMillion),
  outputPerMillion: String(price.outputPerMillion),
  cachedPerMillion: String(price.cachedPerMillion),
  perCardHour: String(price.perCardHour),
});

export function priceOf(
  draft: PriceDraft,
  modelId: string | null,
): { price: PriceRequest; wrong: null } | { price: null; wrong: string[] } {
  const numbers = Object.fromEntries(
    priceFields.map((name) => [name, draft[name].trim() === "" ? Number.NaN : Number(draft[name])]),
  );
  const result = SetPrice.safeParse({ modelId, ...numbers });
  if (result.success) return { price: result.data, wrong: null };
  return { price: null, wrong: result.error.issues.map((issue) => String(issue.path[0])) };
}

/** The default first, then by name. */
export const inOrder = (prices: readonly Price[]): Price[] =>
  prices.toSorted(
    (a, b) => Number(a.modelId !== null) - Number(b.modelId !== null) || (a.modelName ?? "").localeCompare(b.modelName ?? ""),
  );
