"use client";
import { useMemo } from "react";
import { useLocale } from "use-intl";
import * as format from "./format.ts";

type Maybe = number | null | undefined;

/** format.ts bound to the chosen language. The same object until the language changes. */
export function useFormat() {
  const locale = useLocale();
  return useMemo(
    () => ({
      bytes: (n: Maybe) => format.formatBytes(n, locale),
      duration: (s: Maybe) => format.formatDuration(s, locale),
      number: (n: Maybe, digits = 0) => format.formatNumber(n, locale, digits),
      fixed: (n: Maybe, digits = 2) => format.formatFixed(n, locale, digits),
      percent: (share: Maybe) => format.formatPercent(share, locale),
      ms: (n: Maybe) => format.formatMs(n, locale),
      money: (n: Maybe, currency: string) => format.formatMoney(n, currency, locale),
      clock: (ms: number) => format.formatClock(ms, locale),
      day: (day: string) => format.formatDay(day, locale),
      month: (month: string) => format.formatMonth(month, locale),
      count: (n: Maybe) => format.formatCount(n, locale),
      moment: (iso: string) => format.formatMoment(iso, locale),
      rate: format.formatRate,
    }),
    [locale],
  );
}
