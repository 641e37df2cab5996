"use client";
import { type Model, ModelKind } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { Boxes } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { FakeChip } from "@/components/FakeChip.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { useFormat } from "@/lib/use-format.ts";
import { KindChip, ModelStateChip } from "./ModelChips.tsx";
import { useModels } from "./use-models.ts";

const column = createColumnHelper<Model>();

export function ModelsPage() {
  const t = useTranslations("models");
  const [q, setQ] = useUrlState("q");
  const [kind, setKind] = useUrlState("kind");
  const list = useModels(useMemo(() => ({ q, kind }), [q, kind]));
  const columns = useModelColumns();
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <ListPanel
        {...list}
        onRetry={list.retry}
        shown={list.rows.length}
        filtered={q !== "" || kind !== ""}
        filters={
          <>
            <SearchInput value={q} onChange={setQ} label={t("search")} />
            <Select aria-label={t("kindLabel")} className="w-40" value={kind} onChange={(e) => setKind(e.target.value)}>
              <option value="">{t("anyKind")}</option>
              {ModelKind.options.map((k) => (
                <option key={k} value={k}>
                  {t(`kind.${k}`)}
                </option>
              ))}
            </Select>
          </>
        }
        empty={
          <EmptyState icon={Boxes} title={t("empty")} note={t("emptyNote")}>
            <Button asChild variant="primary">
              <Link href="/settings" prefetch={false}>
                {t("toPacks")}
              </Link>
            </Button>
          </EmptyState>
        }
      >
        <DataTable label={t("title")} columns={columns} rows={list.rows} rowId={(m) => m.id} onEnd={list.more} />
      </ListPanel>
    </>
  );
}

function useModelColumns() {
  const t = useTranslations("models");
  const f = useFormat();
  return useMemo(
    () => [
      column.accessor("name", {
        header: t("name"),
        cell: (c) => (
          <span className="flex items-center gap-2">
            <RowLink href={`/models/${c.row.original.id}`}>{c.getValue()}</RowLink>
            <FakeChip fake={c.row.original.fake} />
          </span>
        ),
      }),
      column.accessor("kind", { header: t("kindLabel"), cell: (c) => <KindChip kind={c.getValue()} /> }),
      column.accessor("state", {
        header: t("stateLabel"),
        cell: (c) => <ModelStateChip model={c.row.original} />,
        meta: { className: "max-md:hidden" },
      }),
      column.accessor("parameters", {
        header: t("parameters"),
        cell: (c) => f.count(c.getValue()),
        meta: { align: "right", className: "max-lg:hidden" },
      }),
      column.accessor("bytes", {
        header: t("size"),
        cell: (c) => f.bytes(c.getValue()),
        meta: { align: "right", className: "max-sm:hidden" },
      }),
      column.accessor("createdAt", {
        header: t("created"),
        cell: (c) => <MomentText at={c.getValue()} />,
        meta: { className: "max-md:hidden" },
      }),
    ],
    [t, f],
  );
}
