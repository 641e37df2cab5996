"use client";
import type { Dataset } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { Database, Upload } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { useFormat } from "@/lib/use-format.ts";
import { OpenImports } from "./OpenImports.tsx";
import { newestVersion, useDatasets } from "./use-datasets.ts";

const column = createColumnHelper<Dataset>();

export function DatasetsPage() {
  const t = useTranslations("datasets");
  const [q, setQ] = useUrlState("q");
  const list = useDatasets(useMemo(() => ({ q }), [q]));
  const columns = useDatasetColumns();
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} actions={<ImportButton primary />} />
      <div className="flex flex-col gap-6">
        <OpenImports />
        <ListPanel
          {...list}
          onRetry={list.retry}
          shown={list.rows.length}
          filtered={q !== ""}
          filters={<SearchInput value={q} onChange={setQ} label={t("search")} />}
          empty={
            <EmptyState icon={Database} title={t("empty")} note={t("emptyNote")}>
              <ImportButton primary />
            </EmptyState>
          }
        >
          <DataTable label={t("title")} columns={columns} rows={list.rows} rowId={(d) => d.id} onEnd={list.more} />
        </ListPanel>
      </div>
    </>
  );
}

function ImportButton({ primary }: { primary?: boolean }) {
  const t = useTranslations("datasets");
  return (
    <Button asChild variant={primary ? "primary" : "outline"}>
      <Link href="/datasets/import" prefetch={false}>
        <Upload aria-hidden /> {t("import")}
      </Link>
    </Button>
  );
}

function useDatasetColumns() {
  const t = useTranslations("datasets");
  const f = useFormat();
  return useMemo(
    () => [
      column.accessor("name", {
        header: t("name"),
        cell: (c) => <RowLink href={`/datasets/${c.row.original.id}`}>{c.getValue()}</RowLink>,
      }),
      column.accessor((d) => newestVersion(d)?.rows, {
        id: "rows",
        header: t("rows"),
        cell: (c) => f.number(c.getValue()),
        meta: { align: "right" },
      }),
      column.accessor((d) => newestVersion(d)?.tokens?.total, {
        id: "tokens",
        header: t("tokens"),
        cell: (c) => f.count(c.getValue()),
        meta: { align: "right", className: "max-md:hidden" },
      }),
      column.accessor((d) => d.versions.length, {
        id: "versions",
        header: t("versions"),
        cell: (c) => f.number(c.getValue()),
        meta: { align: "right", className: "max-sm:hidden" },
      }),
      column.accessor((d) => newestVersion(d)?.bytes, {
        id: "size",
        header: t("size"),
        cell: (c) => f.bytes(c.getValue()),
        meta: { align: "right", className: "max-lg:hidden" },
      }),
      column.accessor((d) => newestVersion(d)?.createdAt ?? d.createdAt, {
        id: "changed",
        header: t("changed"),
        cell: (c) => <MomentText at={c.getValue()} />,
        meta: { className: "max-md:hidden" },
      }),
    ],
    [t, f],
  );
}
