"use client";
import { BadRow, type Import } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useList } from "@/lib/use-list.ts";
import { useVerb } from "@/lib/use-verb.ts";

const column = createColumnHelper<BadRow>();

/** Nothing is dropped in silence: the person sees every bad row, then says that they may stay out. */
export function BadRowDecision({ outcome, onGone }: { outcome: Import; onGone: () => void }) {
  const t = useTranslations("datasets");
  const accept = useVerb({
    run: () => call("POST", `/api/imports/${outcome.id}/accept`, { body: { withoutBadRows: true } }),
    touches: [keys.imports, keys.datasets],
  });
  const discard = useVerb({
    run: () => call("POST", `/api/imports/${outcome.id}/discard`),
    touches: [keys.imports],
    done: onGone,
  });
  const busy = accept.isPending || discard.isPending;
  return (
    <>
      <BadRows importId={outcome.id} total={outcome.badRows} />
      <div className="rounded-lg border border-warn/40 bg-warn-wash/60 p-4">
        <p className="text-sm">
          {outcome.goodRows > 0 ? t("decideNote", { bad: outcome.badRows, good: outcome.goodRows }) : t("decideNothing")}
        </p>
        <div className="mt-3 flex flex-wrap gap-2">
          {outcome.goodRows > 0 ? (
            <Button variant="primary" data-testid={testIds.importAccept} disabled={busy} onClick={() => accept.mutate()}>
              {t("accept", { count: outcome.badRows })}
            </Button>
          ) : null}
          <Button disabled={busy} onClick={() => discard.mutate()}>
            {t("discard")}
          </Button>
        </div>
      </div>
    </>
  );
}

function BadRows({ importId, total }: { importId: string; total: number }) {
  const t = useTranslations("datasets");
  const list = useList([...keys.imports, importId], `/api/imports/${importId}/bad-rows`, BadRow);
  const columns = useMemo(
    () => [
      column.accessor("line", {
        header: t("where"),
        cell: (c) => <span className="whitespace-nowrap">{t(`unit.${c.row.original.unit}`, { number: c.getValue() })}</span>,
      }),
      column.accessor("reason", { header: t("reason"), cell: (c) => <Reason row={c.row.original} /> }),
      column.accessor("excerpt", {
        header: t("excerpt"),
        cell: (c) => (
          <code className="block max-w-md truncate font-mono text-xs text-quiet" title={c.getValue()}>
            {c.getValue()}
          </code>
        ),
        meta: { className: "max-md:hidden" },
      }),
    ],
    [t],
  );
  return (
    <div className="rounded-lg border border-line">
      <p className="border-line border-b px-5 py-2.5 font-medium text-sm">{t("badRowsTitle", { count: total })}</p>
      <DataTable label={t("badRows")} columns={columns} rows={list.rows} rowId={(r) => `${r.unit}${r.line}`} onEnd={list.more} />
    </div>
  );
}

/** The box speaks English; elsewhere our own sentence goes before its words, which name the place. */
function Reason({ row }: { row: BadRow }) {
  const t = useTranslations("datasets.badRow");
  if (useLocale() === "en") return row.reason;
  return (
    <>
      {t(row.code)}
      <span className="block text-quiet text-xs">{row.reason}</span>
    </>
  );
}
