"use client";
import type { Import } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { useFormat } from "@/lib/use-format.ts";

export function ImportCounts({ counts }: { counts: Import }) {
  const t = useTranslations("datasets");
  const f = useFormat();
  const items = [
    [t("goodRows"), counts.goodRows],
    [t("badRows"), counts.badRows],
    [t("duplicateRows"), counts.duplicateRows],
  ] as const;
  return (
    <dl className="grid grid-cols-3 gap-4">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt className="text-[0.8125rem] text-quiet">{name}</dt>
          <dd className="font-semibold text-xl tabular-nums">{f.number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
