"use client";
import type { Route, RouteLive } from "@sluice/agent/contract";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Chart } from "@/components/Chart.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useDeployments } from "@/features/deployments/use-deployments.ts";
import { useFormat } from "@/lib/use-format.ts";
import { liveSeries } from "./live-series.ts";

interface LiveChartsProps {
  route: Route;
  live: RouteLive | undefined;
  error: unknown;
}

/** Requests, failures and first token of each deployment behind the name, over the last minutes. */
export function LiveCharts({ route, live, error }: LiveChartsProps) {
  const t = useTranslations("routes");
  const f = useFormat();
  const deployments = useDeployments().rows;
  const charts = useMemo(() => {
    if (!live) return null;
    const { rollout } = route;
    const labelOf = (id: string): string => {
      const target = route.targets.find((x) => x.deploymentId === id);
      const name = target?.deploymentName ?? deployments.find((d) => d.id === id)?.name ?? id;
      if (!rollout) return name;
      return id === rollout.canaryId ? t("newLine", { name }) : id === rollout.stableId ? t("oldLine", { name }) : name;
    };
    return liveSeries(live, labelOf, rollout?.canaryId ?? null);
  }, [live, route, deployments, t]);
  if (error && !live) return <ErrorState error={error} />;
  if (!live || !charts || charts.total === 0)
    return (
      <Panel title={t("live")}>
        <p className="text-quiet text-sm">{live ? t("liveNothing") : t("liveComing")}</p>
      </Panel>
    );
  const time = (seconds: number): string => f.clock(seconds * 1000);
  return (
    <Panel title={t("live")} note={t("liveNote", { stretch: f.duration(live.stepSeconds) })}>
      <div className="grid gap-x-6 gap-y-5 lg:grid-cols-3">
        {(["requests", "failed", "firstMs"] as const).map((what) => (
          <div key={what} className="min-w-0">
            <h3 className="mb-2 font-medium text-sm">{t(`chart.${what}`)}</h3>
            <Chart
              label={t(`chart.${what}`)}
              x={charts.x}
              series={charts[what]}
              height={160}
              format={what === "firstMs" ? f.ms : (v) => f.number(v, v < 10 && v % 1 !== 0 ? 1 : 0)}
              formatX={time}
            />
          </div>
        ))}
      </div>
    </Panel>
  );
}
