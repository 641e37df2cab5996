"use client";
import { PriceList } from "@sluice/agent/contract";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";

export const usePrices = () => useOne(keys.prices, "/api/prices", PriceList, { staleTime: 60_000 });

/** The box's currency; until it is known, its amounts are not shown as somebody else's. */
export const useCurrency = (): string => usePrices().data?.currency ?? "";
