"use client";
import type { Rollout } from "@sluice/agent/contract";
import { Check, LoaderCircle, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/cn.ts";
import { ladderOf, type StepState } from "./rollout-standing.ts";

const icons = { done: Check, now: LoaderCircle, failed: X } as const;
const edges: Record<StepState, string> = {
  done: "border-good",
  now: "border-gold",
  failed: "border-bad",
  next: "border-line",
};

/** 5 % → 25 % → 100 %: done, here, to come. */
export function StepLadder({ rollout }: { rollout: Rollout }) {
  const t = useTranslations("rollout");
  return (
    <ol className="flex flex-wrap gap-3" aria-label={t("ladder")}>
      {ladderOf(rollout).map(({ percent, state }) => {
        const Icon = state === "next" ? null : icons[state];
        return (
          <li
            key={percent}
            aria-current={state === "now" ? "step" : undefined}
            className={cn("min-w-20 flex-1 border-t-2 pt-2", edges[state])}
          >
            <p className={cn("flex items-center gap-1.5 tabular-nums", state === "next" ? "text-faint" : "font-medium")}>
              {Icon ? <Icon aria-hidden className={cn("size-4 shrink-0", state === "now" && "animate-spin")} /> : null}
              {percent} %
            </p>
            <p className="text-[0.8125rem] text-quiet">{t(`step.${state}`)}</p>
          </li>
        );
      })}
    </ol>
  );
}
