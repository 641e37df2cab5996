"use client";
import { Usage, type UsageRow } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { ChartNoAxesColumn } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { keys } from "@/lib/query-keys.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useOne } from "@/lib/use-one.ts";

const column = createColumnHelper<UsageRow>();

/** What was spent, per day, key and model. */
export function UsageTable() {
  const t = useTranslations("keys");
  const f = useFormat();
  const [days, setDays] = useUrlState("days", "30");
  const [q, setQ] = useUrlState("uq");
  const usage = useOne([...keys.usage, days], `/api/usage?days=${encodeURIComponent(days)}`, Usage, { refetchInterval: 10_000 });
  const rows = useMemo(
    () => (usage.data?.rows ?? []).filter((r) => `${r.day} ${r.keyName} ${r.route}`.toLowerCase().includes(q.toLowerCase())),
    [usage.data, q],
  );
  const columns = useUsageColumns();
  const sum = (pick: (r: UsageRow) => number) => f.count(rows.reduce((total, r) => total + pick(r), 0));
  return (
    <div className="flex flex-col gap-4">
      <ListPanel
        pending={usage.isPending}
        error={usage.error}
        onRetry={() => void usage.refetch()}
        total={rows.length}
        shown={rows.length}
        filtered={q !== "" || days !== "30"}
        filters={
          <>
            <SearchInput value={q} onChange={setQ} label={t("usageSearch")} />
            <Select aria-label={t("period")} className="w-40" value={days} onChange={(e) => setDays(e.target.value)}>
              {["1", "7", "30", "90"].map((d) => (
                <option key={d} value={d}>
                  {t("lastDays", { days: Number(d) })}
                </option>
              ))}
            </Select>
          </>
        }
        empty={<EmptyState icon={ChartNoAxesColumn} title={t("usageEmpty")} note={t("usageEmptyNote")} />}
      >
        <p className="border-line border-b px-5 py-3 text-sm">
          {t("usageSum", {
            requests: sum((r) => r.requests),
            prompt: sum((r) => r.promptTokens),
            completion: sum((r) => r.completionTokens),
          })}
        </p>
        <DataTable label={t("usage")} columns={columns} rows={rows} rowId={(r) => `${r.day}|${r.keyId}|${r.route}`} />
      </ListPanel>
      {usage.data ? (
        <p className="text-[0.8125rem] text-quiet">
          {t("upTo")} <MomentText at={usage.data.upTo} />
        </p>
      ) : null}
    </div>
  );
}

function useUsageColumns() {
  const t = useTranslations("keys");
  const f = useFormat();
  return useMemo(() => {
    const number = (id: "requests" | "failed" | "promptTokens" | "completionTokens", header: string, className = "") =>
      column.accessor(id, { header, cell: (c) => f.number(c.getValue()), meta: { align: "right", className } });
    return [
      column.accessor("day", {
        header: t("day"),
        cell: (c) => <span className="whitespace-nowrap tabular-nums">{c.getValue()}</span>,
      }),
      column.accessor("keyName", { header: t("key") }),
      column.accessor("route", { header: t("model"), meta: { className: "max-sm:hidden" } }),
      number("requests", t("requests")),
      number("failed", t("failed"), "max-md:hidden"),
      number("promptTokens", t("promptTokens"), "max-md:hidden"),
      number("completionTokens", t("completionTokens")),
      column.accessor("estimated", {
        header: t("estimated"),
        cell: (c) => f.number(c.getValue()),
        meta: { align: "right", className: "max-lg:hidden" },
      }),
    ];
  }, [t, f]);
}
