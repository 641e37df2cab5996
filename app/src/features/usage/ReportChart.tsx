"use client";
import type { UsageGroup, UsageReport } from "@sluice/agent/contract";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { StackedBars } from "@/components/StackedBars.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { useFormat } from "@/lib/use-format.ts";
import { bucketsOf, type Period } from "./period.ts";
import { type Metric, metrics, stacksOf } from "./pivot.ts";
import { useGroupName } from "./use-group-name.ts";

interface ReportChartProps {
  report: UsageReport;
  period: Period;
  group: UsageGroup;
}

export function ReportChart({ report, period, group }: ReportChartProps) {
  const t = useTranslations("usage");
  const f = useFormat();
  const nameOf = useGroupName();
  const [chosen, setChosen] = useUrlState("chart", "tokens");
  const metric: Metric = metrics.find((m) => m === chosen) ?? "tokens";
  const buckets = useMemo(() => bucketsOf(period), [period]);
  const stacks = useMemo(
    () => stacksOf(report.rows, buckets, metric).map((stack) => ({ ...stack, label: nameOf(stack.label) })),
    [report.rows, buckets, metric, nameOf],
  );
  const names = useMemo(
    () => buckets.map((bucket) => (period.bucket === "day" ? f.day(bucket) : f.month(bucket))),
    [buckets, period.bucket, f],
  );
  const format = (value: number): string =>
    metric === "cost"
      ? f.money(value, report.currency)
      : metric === "cardHours"
        ? t("hours", { hours: f.number(value, 1) })
        : f.count(Math.round(value));
  return (
    <Panel
      title={t(`chart.${period.bucket}`, { group: t(`groupWord.${group}`) })}
      actions={
        <Select aria-label={t("metric")} className="w-40" value={metric} onChange={(e) => setChosen(e.target.value)}>
          {metrics.map((id) => (
            <option key={id} value={id}>
              {t(`metricOf.${id}`)}
            </option>
          ))}
        </Select>
      }
    >
      {stacks.length === 0 ? (
        <p className="text-quiet text-sm">{t("chartEmpty")}</p>
      ) : (
        <StackedBars label={t(`metricOf.${metric}`)} names={names} stacks={stacks} otherLabel={t("others")} format={format} />
      )}
    </Panel>
  );
}
