"use client";
import type { ReportRow, UsageGroup, UsageReport } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { testIds } from "@/lib/test-ids.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useFormat } from "@/lib/use-format.ts";
import { chargesTraining, metricOf } from "./pivot.ts";
import { useGroupName } from "./use-group-name.ts";

const column = createColumnHelper<ReportRow>();

/** The dearest first. */
export function ReportTable({ report, group }: { report: UsageReport; group: UsageGroup }) {
  const t = useTranslations("usage");
  const [q, setQ] = useUrlState("q");
  const rows = useMemo(
    () =>
      report.rows
        .filter((row) => row.name.toLowerCase().includes(q.toLowerCase()))
        .toSorted((a, b) => metricOf(b, "cost") - metricOf(a, "cost") || metricOf(b, "tokens") - metricOf(a, "tokens")),
    [report.rows, q],
  );
  const columns = useReportColumns(report.currency, group);
  return (
    <div data-testid={testIds.usageTable}>
      <ListPanel
        pending={false}
        error={null}
        onRetry={() => {}}
        total={rows.length}
        shown={rows.length}
        filtered={q !== ""}
        filters={<SearchInput value={q} onChange={setQ} label={t("search")} />}
        empty={null}
      >
        <DataTable label={t("title")} columns={columns} rows={rows} rowId={(r) => `${r.bucket}|${r.id}`} />
      </ListPanel>
    </div>
  );
}

function useReportColumns(currency: string, group: UsageGroup) {
  const t = useTranslations("usage");
  const f = useFormat();
  const nameOf = useGroupName();
  return useMemo(() => {
    type Count = "requests" | "failed" | "promptTokens" | "cachedTokens" | "completionTokens" | "estimated";
    const count = (id: Count, className: string) =>
      column.accessor(id, {
        header: t(`column.${id}`),
        cell: (c) => f.number(c.getValue()),
        meta: { align: "right", className },
      });
    const money = (id: "cost" | "trainingCost", className: string) =>
      column.accessor(id, {
        header: t(`column.${id}`),
        cell: (c) => f.money(c.getValue(), currency),
        meta: { align: "right", className },
      });
    return [
      column.accessor("name", {
        header: t(`groupOf.${group}`),
        cell: (c) => <span className="font-medium">{nameOf(c.getValue())}</span>,
      }),
      count("requests", ""),
      count("failed", "max-lg:hidden"),
      count("promptTokens", "max-md:hidden"),
      count("cachedTokens", "max-xl:hidden"),
      count("completionTokens", "max-sm:hidden"),
      count("estimated", "max-xl:hidden"),
      money("cost", ""),
      ...(chargesTraining(group)
        ? [
            column.accessor("cardHours", {
              header: t("cardHours"),
              cell: (c) => f.number(c.getValue(), 2),
              meta: { align: "right", className: "max-md:hidden" },
            }),
            money("trainingCost", "max-lg:hidden"),
          ]
        : []),
    ];
  }, [t, f, nameOf, currency, group]);
}
