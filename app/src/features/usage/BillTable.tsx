"use client";
import type { UsageGroup, UsageReport } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { PlainTable } from "@/components/PlainTable.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { chargesTraining, metricOf, type Totals, totalsOf } from "./pivot.ts";
import { useGroupName } from "./use-group-name.ts";

/** Paper has an end: the dearest are named, the others are one line, and the sum is of all. */
const most = 50;

export function BillTable({ report, group }: { report: UsageReport; group: UsageGroup }) {
  const t = useTranslations("usage");
  const f = useFormat();
  const nameOf = useGroupName();
  const sorted = report.rows.toSorted((a, b) => metricOf(b, "cost") - metricOf(a, "cost"));
  const rest = sorted.slice(most);
  const trains = chargesTraining(group);
  const number = (name: string, className = "") => ({ name, align: "right" as const, className });
  const wide = "max-sm:hidden print:table-cell";
  const line = (id: string, name: string, of: Totals) => {
    const sum = f.money(of.cost + of.trainingCost, report.currency);
    const training = [f.money(of.cost, report.currency), f.number(of.cardHours, 2), f.money(of.trainingCost, report.currency)];
    const counts = [f.number(of.requests), f.number(of.promptTokens + of.completionTokens)];
    return { id, cells: [name, ...counts, ...(trains ? training : []), <b key="sum">{sum}</b>] };
  };
  return (
    <section className="break-inside-avoid">
      <h3 className="mb-1 font-medium">{t("by", { group: t(`groupWord.${group}`) })}</h3>
      {sorted.length === 0 ? (
        <p className="text-quiet text-sm">{t("billNothing")}</p>
      ) : (
        <div className="-mx-5">
          <PlainTable
            label={t("by", { group: t(`groupWord.${group}`) })}
            head={[
              { name: t(`groupOf.${group}`) },
              number(t("requests")),
              number(t("tokens"), wide),
              ...(trains ? [number(t("cost"), wide), number(t("cardHours"), wide), number(t("trainingCost"), wide)] : []),
              number(t("sum")),
            ]}
            rows={[
              ...sorted.slice(0, most).map((row) => line(row.id, nameOf(row.name), row)),
              ...(rest.length > 0 ? [line("rest", t("restOf", { count: f.number(rest.length) }), totalsOf(rest))] : []),
              line("all", t("billTotal"), totalsOf(sorted)),
            ]}
          />
        </div>
      )}
    </section>
  );
}
