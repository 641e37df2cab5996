"use client";
import { ArrowRight, LoaderCircle, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useImports } from "./use-datasets.ts";

/** Imports that still run or wait for a decision; silent otherwise. */
export function OpenImports() {
  const t = useTranslations("datasets");
  const open = useImports().rows.filter((i) => i.state === "scanning" || i.state === "writing" || i.state === "needs-decision");
  if (open.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2">
      {open.map((one) => {
        const waits = one.state === "needs-decision";
        const Icon = waits ? TriangleAlert : LoaderCircle;
        return (
          <li key={one.id}>
            <Link
              href={`/datasets/import?id=${one.id}`}
              prefetch={false}
              className="flex items-center gap-3 rounded-lg border border-line bg-surface px-5 py-3 text-sm shadow-card hover:bg-sunken/50"
            >
              <Icon aria-hidden className={waits ? "size-4 text-warn" : "size-4 animate-spin text-info"} />
              <span className="min-w-0 flex-1 truncate">
                <b className="font-medium">{one.datasetName}</b> ·{" "}
                {waits ? t("importWaits", { count: one.badRows }) : t("importRuns")}
              </span>
              <ArrowRight aria-hidden className="size-4 text-quiet" />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
