"use client";
import type { DatasetVersion } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { useFormat } from "@/lib/use-format.ts";

/** How many rows train, and how many are kept aside to measure with. */
export function SplitBar({ version: v }: { version: DatasetVersion }) {
  const t = useTranslations("datasets");
  const f = useFormat();
  return (
    <div>
      <p className="font-semibold text-2xl tabular-nums tracking-tight">
        {f.number(v.rows)} <span className="font-normal text-base text-quiet">{t("rowsUnit")}</span>
      </p>
      <div aria-hidden className="mt-3 flex h-3 gap-px overflow-hidden rounded-full bg-sunken">
        <div className="bg-gold" style={{ flex: v.trainRows }} />
        <div className="bg-info" style={{ flex: v.heldOutRows }} />
      </div>
      <ul className="mt-2.5 flex flex-wrap gap-x-6 gap-y-1 text-sm">
        <li className="flex items-center gap-2">
          <span aria-hidden className="size-2.5 rounded-sm bg-gold" /> {t("trainRows")}{" "}
          <b className="font-medium tabular-nums">{f.number(v.trainRows)}</b>
        </li>
        <li className="flex items-center gap-2" title={t("heldOutHint")}>
          <span aria-hidden className="size-2.5 rounded-sm bg-info" /> {t("heldOutRows")}{" "}
          <b className="font-medium tabular-nums">{f.number(v.heldOutRows)}</b>
        </li>
      </ul>
    </div>
  );
}
