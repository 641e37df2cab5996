"use client";
import { isTerminalJob, type Job, SeriesPoint } from "@sluice/agent/contract";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { Chart, type ChartSeries } from "@/components/Chart.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { formatRate } from "@/lib/format.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useOne } from "@/lib/use-one.ts";
import { MemoryNow } from "./MemoryNow.tsx";

const Series = z.object({ points: z.array(SeriesPoint) });
const none: SeriesPoint[] = [];

export function JobCharts({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  const f = useFormat();
  const live = !isTerminalJob(job.state);
  const { data, isPending } = useOne([...keys.jobs, job.id, "series"], `/api/jobs/${job.id}/series`, Series, {
    refetchInterval: live ? 3000 : false,
  });
  const points = data?.points ?? none;
  const { x, loss, rate, speed } = useMemo(() => {
    const pick = (name: "loss" | "heldOutLoss" | "learningRate" | "tokensPerSecond") => points.map((p) => p[name]);
    const lines: Record<"loss" | "rate" | "speed", ChartSeries[]> = {
      loss: [
        { label: t("trainLoss"), values: pick("loss"), color: "--faint", width: 1.25 },
        { label: t("heldOutLoss"), values: pick("heldOutLoss"), color: "--gold-strong", width: 2.25, points: true },
      ],
      rate: [{ label: t("learningRate"), values: pick("learningRate"), color: "--info" }],
      speed: [{ label: t("tokensPerSecond"), values: pick("tokensPerSecond"), color: "--good" }],
    };
    return { x: points.map((p) => p.step), ...lines };
  }, [points, t]);
  if (isPending) return <Skeleton className="h-72 rounded-lg" />;
  if (points.length === 0)
    return live ? (
      <Panel title={t("curves")}>
        <p className="text-quiet text-sm">{t("noPoints")}</p>
      </Panel>
    ) : null;
  return (
    <>
      <Panel title={t("curves")} note={t("curvesNote")} data-testid={testIds.jobChart}>
        <Chart label={t("curves")} x={x} series={loss} height={280} format={(v) => f.fixed(v)} />
      </Panel>
      <div className="grid gap-6 xl:grid-cols-3">
        <Panel title={t("learningRate")}>
          <Chart label={t("learningRate")} x={x} series={rate} height={150} format={formatRate} />
        </Panel>
        <Panel title={t("speed")}>
          <Chart label={t("speed")} x={x} series={speed} height={150} format={(v) => f.count(Math.round(v))} />
        </Panel>
        <MemoryNow job={job} />
      </div>
    </>
  );
}
