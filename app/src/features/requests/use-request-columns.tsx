"use client";
import type { RequestLine } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { MomentText } from "@/components/MomentText.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { useCurrency } from "@/features/usage/use-prices.ts";
import { useFormat } from "@/lib/use-format.ts";
import { StatusChip } from "./StatusChip.tsx";

const column = createColumnHelper<RequestLine>();

export function useRequestColumns() {
  const t = useTranslations("requests");
  const f = useFormat();
  const currency = useCurrency();
  return useMemo(
    () => [
      column.accessor("at", {
        header: t("at"),
        cell: (c) => (
          <span className="flex items-center gap-2">
            <RowLink href={`/requests/${encodeURIComponent(c.row.original.id)}`}>
              <MomentText at={c.getValue()} />
            </RowLink>
            <Rating rating={c.row.original.rating} />
          </span>
        ),
      }),
      column.accessor("route", { header: t("route"), cell: (c) => c.getValue() }),
      column.accessor("keyName", { header: t("key"), meta: { className: "max-md:hidden text-quiet" } }),
      column.accessor("status", { header: t("status"), cell: (c) => <StatusChip line={c.row.original} /> }),
      column.display({
        id: "tokens",
        header: t("tokens"),
        cell: ({ row: { original: line } }) => `${f.number(line.promptTokens)} → ${f.number(line.completionTokens)}`,
        meta: { align: "right", className: "max-sm:hidden whitespace-nowrap" },
      }),
      column.accessor("cost", {
        header: t("cost"),
        cell: (c) => f.money(c.getValue(), currency),
        meta: { align: "right", className: "max-lg:hidden whitespace-nowrap" },
      }),
      column.accessor("firstMs", {
        header: t("first"),
        cell: (c) => f.ms(c.getValue()),
        meta: { align: "right", className: "max-lg:hidden whitespace-nowrap" },
      }),
      column.accessor("totalMs", {
        header: t("total"),
        cell: (c) => f.ms(c.getValue()),
        meta: { align: "right", className: "max-sm:hidden whitespace-nowrap" },
      }),
    ],
    [t, f, currency],
  );
}

function Rating({ rating }: { rating: RequestLine["rating"] }) {
  const t = useTranslations("feedback");
  if (rating === null) return null;
  const Icon = rating === "up" ? ThumbsUp : ThumbsDown;
  return <Icon aria-label={t(`rating.${rating}`)} className="size-3.5 text-quiet" />;
}
