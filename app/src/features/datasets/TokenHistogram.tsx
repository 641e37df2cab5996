"use client";
import type { DatasetVersion } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { useFormat } from "@/lib/use-format.ts";

/** Rows by length in tokens. A list with bars, so that a screen reader reads the same numbers. */
export function TokenHistogram({ tokens }: { tokens: NonNullable<DatasetVersion["tokens"]> }) {
  const t = useTranslations("datasets");
  const f = useFormat();
  const top = Math.max(1, ...tokens.histogram.map((b) => b.rows));
  return (
    <>
      <ol aria-label={t("lengths")} className="flex h-36 items-end gap-1">
        {tokens.histogram.map((bin, i) => {
          const from = i === 0 ? 0 : (tokens.histogram[i - 1]?.upTo ?? 0);
          const said = t("bin", { from: from + 1, to: bin.upTo, rows: f.number(bin.rows) });
          return (
            <li key={bin.upTo} title={said} className="group flex h-full min-w-0 flex-1 flex-col">
              <span className="sr-only">{said}</span>
              <div aria-hidden className="flex min-h-0 flex-1 flex-col justify-end">
                <div
                  className="rounded-t-sm bg-gold/80 group-hover:bg-gold-strong"
                  style={{ height: `${(bin.rows / top) * 100}%`, minHeight: bin.rows > 0 ? 2 : 0 }}
                />
              </div>
              <span aria-hidden className="mt-1 truncate text-center text-[0.6875rem] text-quiet tabular-nums">
                {bin.upTo}
              </span>
            </li>
          );
        })}
      </ol>
      <div className="mt-5">
        <Facts
          columns={4}
          facts={[
            [t("tokensTotal"), f.number(tokens.total)],
            [t("median"), f.number(tokens.p50)],
            ["p95", f.number(tokens.p95)],
            [t("longest"), f.number(tokens.longest)],
          ]}
        />
      </div>
    </>
  );
}
