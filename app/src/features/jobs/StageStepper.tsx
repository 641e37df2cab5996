"use client";
import type { Job } from "@sluice/agent/contract";
import { Check, LoaderCircle, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/cn.ts";
import { useFormat } from "@/lib/use-format.ts";
import { type Stage, stages } from "./stages.ts";

/** Done, now, to come: every stage with a sign and, once known, its seconds. */
export function StageStepper({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  const f = useFormat();
  const at = job.state === "succeeded" ? stages.length : stages.indexOf(job.progress.stage as Stage);
  const failed = job.state === "failed" || job.state === "cancelled";
  return (
    <ol className="grid grid-cols-2 gap-x-3 gap-y-4 sm:grid-cols-3 xl:grid-cols-6">
      {stages.map((stage, i) => {
        const state = i < at ? "done" : i === at ? (failed ? "failed" : "now") : "next";
        const Icon = state === "done" ? Check : state === "failed" ? X : LoaderCircle;
        const seconds = job.report?.seconds[stage];
        return (
          <li
            key={stage}
            aria-current={state === "now" ? "step" : undefined}
            className={cn(
              "border-t-2 pt-2",
              state === "done"
                ? "border-good"
                : state === "now"
                  ? "border-gold"
                  : state === "failed"
                    ? "border-bad"
                    : "border-line",
            )}
          >
            <p className={cn("flex items-center gap-1.5 text-sm", state === "next" ? "text-faint" : "font-medium")}>
              {state === "next" ? null : (
                <Icon
                  aria-label={t(`stepState.${state}`)}
                  className={cn(
                    "size-4 shrink-0",
                    state === "done" ? "text-good" : state === "failed" ? "text-bad" : "animate-spin text-gold-text",
                  )}
                />
              )}
              {t(`stage.${stage}`)}
            </p>
            {seconds === undefined ? null : <p className="text-[0.8125rem] text-quiet tabular-nums">{f.duration(seconds)}</p>}
          </li>
        );
      })}
    </ol>
  );
}
