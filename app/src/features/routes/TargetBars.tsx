"use client";
import type { Route } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/cn.ts";
import { useFormat } from "@/lib/use-format.ts";
import { sharesOf } from "./route-draft.ts";

const fills = ["bg-gold", "bg-info", "bg-good", "bg-quiet"] as const;

/** Who gets how much of the traffic: a bar, and the same in words. */
export function TargetBars({ targets }: { targets: Route["targets"] }) {
  const t = useTranslations("routes");
  const f = useFormat();
  if (targets.length === 0) return <span className="text-quiet">{t("noTargets")}</span>;
  const shares = sharesOf(targets.map((target) => target.weight));
  return (
    <div className="min-w-40">
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full bg-sunken">
        {targets.map((target, i) => (
          <div
            key={target.deploymentId}
            className={fills[i % fills.length]}
            style={{ width: `${(shares[i] ?? 0) * 100}%` }}
            title={target.deploymentName}
          />
        ))}
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-4 text-[0.8125rem]">
        {targets.map((target, i) => (
          <li key={target.deploymentId} className="flex min-w-0 items-center gap-1.5">
            <span aria-hidden className={cn("size-2 shrink-0 rounded-sm", fills[i % fills.length])} />
            <span className="truncate">{target.deploymentName}</span>
            <span className="text-quiet tabular-nums">{f.percent(shares[i])}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
