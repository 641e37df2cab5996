"use client";
import type { Job } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Progress } from "@/components/ui/Progress.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { isStage } from "./stages.ts";

/** Where a running job stands: its stage, how far, how long still. */
export function JobBar({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  const f = useFormat();
  const p = job.progress;
  const training = p.stage === "training" && p.totalSteps;
  const done = training ? p.step / p.totalSteps! : p.stageDone !== null && p.stageTotal ? p.stageDone / p.stageTotal : null;
  const stage = isStage(p.stage) ? t(`stage.${p.stage}`) : (p.stage ?? t(`state.${job.state}`));
  return (
    <div className="min-w-0">
      <Progress value={done} label={t("progressOf", { name: job.name })} />
      <p className="mt-1.5 truncate text-[0.8125rem] text-quiet tabular-nums">
        {stage}
        {training ? ` · ${t("stepOf", { step: p.step, total: p.totalSteps! })}` : ""}
        {p.etaSeconds === null ? "" : ` · ${t("left", { time: f.duration(p.etaSeconds) })}`}
      </p>
    </div>
  );
}
