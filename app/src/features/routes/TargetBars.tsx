"use client";
import type { Route } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/cn.ts";
import { useFormat } from "@/lib/use-format.ts";
import { sharesOf } from "./route-draft.ts";

const others = ["bg-info", "bg-good", "bg-quiet", "bg-warn"] as const;
/** As in the live picture: gold is the new one, or the first while nothing is published. */
const fillOf = (id: string, index: number, canaryId: string | null): string =>
  id === canaryId || (canaryId === null && index === 0) ? "bg-gold" : (others[index % others.length] ?? "bg-quiet");

/** Who gets how much of the traffic: a bar, and the same in words. */
export function TargetBars({ targets, canaryId }: { targets: Route["targets"]; canaryId: string | null }) {
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
            className={fillOf(target.deploymentId, i, canaryId)}
            style={{ width: `${(shares[i] ?? 0) * 100}%` }}
            title={target.deploymentName}
          />
        ))}
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-4 text-[0.8125rem]">
        {targets.map((target, i) => (
          <li key={target.deploymentId} className="flex min-w-0 items-center gap-1.5">
            <span aria-hidden className={cn("size-2 shrink-0 rounded-sm", fillOf(target.deploymentId, i, canaryId))} />
            <span className="truncate">{target.deploymentName}</span>
            <span className="text-quiet tabular-nums">{f.percent(shares[i])}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
