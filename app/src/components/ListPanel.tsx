"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useFormat } from "@/lib/use-format.ts";
import { ErrorState } from "./ErrorState.tsx";
import { Panel } from "./ui/Panel.tsx";
import { SkeletonRows } from "./ui/Skeleton.tsx";

interface ListPanelProps {
  filters?: ReactNode;
  pending: boolean;
  error: unknown;
  onRetry: () => void;
  total: number;
  shown: number;
  filtered: boolean;
  empty: ReactNode;
  children: ReactNode;
}

/** Filters, then exactly one of: loading, error, empty, "nothing matches", the rows. */
export function ListPanel({ filters, pending, error, onRetry, total, shown, filtered, empty, children }: ListPanelProps) {
  const t = useTranslations("common");
  const f = useFormat();
  if (error && shown === 0) return <ErrorState error={error} onRetry={onRetry} />;
  const nothing = !pending && shown === 0;
  return (
    <Panel flush>
      {filters && !(nothing && !filtered) ? (
        <div className="flex flex-wrap items-center gap-3 border-line border-b px-5 py-3">
          {filters}
          <span className="ml-auto text-[0.8125rem] text-quiet" role="status">
            {pending ? "" : t("countOf", { count: f.number(total) })}
          </span>
        </div>
      ) : null}
      {pending ? (
        <SkeletonRows />
      ) : nothing ? (
        filtered ? (
          <p className="p-10 text-center text-quiet">{t("nothingMatches")}</p>
        ) : (
          empty
        )
      ) : (
        children
      )}
    </Panel>
  );
}
