"use client";
import { UsageGroup } from "@sluice/agent/contract";
import { ChartNoAxesColumn, FileDown } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { isPeriodId, localDay, type PeriodId, periodIds, periodOf } from "./period.ts";
import { ReportChart } from "./ReportChart.tsx";
import { ReportTable } from "./ReportTable.tsx";
import { TotalsLine } from "./TotalsLine.tsx";
import { csvPath, useReport } from "./use-report.ts";

/** Who spent what: a chart over the days, a table over all of them. */
export function ReportView() {
  const t = useTranslations("usage");
  const [periodText, setPeriod] = useUrlState("period", "month");
  const [groupText, setGroup] = useUrlState("group", "key");
  const periodId: PeriodId = isPeriodId(periodText) ? periodText : "month";
  const group = UsageGroup.catch("key").parse(groupText);
  const today = localDay(new Date());
  const period = useMemo(() => periodOf(periodId, today), [periodId, today]);
  const sums = useReport({ from: period.from, to: period.to, bucket: "all", group });
  const series = useReport({ ...period, group });
  const report = sums.data;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-3">
        <Select aria-label={t("period")} className="w-44" value={periodId} onChange={(e) => setPeriod(e.target.value)}>
          {periodIds.map((id) => (
            <option key={id} value={id}>
              {t(`periodOf.${id}`)}
            </option>
          ))}
        </Select>
        <Select aria-label={t("group")} className="w-44" value={group} onChange={(e) => setGroup(e.target.value)}>
          {UsageGroup.options.map((id) => (
            <option key={id} value={id}>
              {t(`groupOf.${id}`)}
            </option>
          ))}
        </Select>
        <Button asChild className="ml-auto">
          <a href={csvPath({ ...period, group })} download={`usage-${group}-${period.from}-${period.to}.csv`}>
            <FileDown aria-hidden /> {t("csv")}
          </a>
        </Button>
      </div>
      {sums.error && !report ? (
        <ErrorState error={sums.error} onRetry={() => void sums.refetch()} />
      ) : !report ? (
        <Skeleton className="h-96 rounded-lg" />
      ) : report.rows.length === 0 ? (
        <Panel flush>
          <EmptyState icon={ChartNoAxesColumn} title={t("empty")} note={t("emptyNote")} />
        </Panel>
      ) : (
        <>
          <TotalsLine report={report} />
          {series.data ? <ReportChart report={series.data} period={period} group={group} /> : null}
          <ReportTable report={report} group={group} />
          <p className="text-[0.8125rem] text-quiet">
            {t("upTo")} <MomentText at={report.upTo} />
          </p>
        </>
      )}
    </div>
  );
}
