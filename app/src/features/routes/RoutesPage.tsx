"use client";
import type { Route } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { Plus, Waypoints } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { testIds } from "@/lib/test-ids.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useWhole } from "@/lib/use-list.ts";
import { CreateRouteDialog } from "./CreateRouteDialog.tsx";
import { RolloutChip } from "./RolloutChip.tsx";
import { TargetBars } from "./TargetBars.tsx";
import { useRoutes } from "./use-routes.ts";

const column = createColumnHelper<Route>();

export function RoutesPage() {
  const t = useTranslations("routes");
  const router = useRouter();
  const [q, setQ] = useUrlState("q");
  const [creating, setCreating] = useState(false);
  const list = useRoutes();
  useWhole(list, q !== "");
  const rows = useMemo(() => {
    const wanted = q.toLowerCase();
    return list.rows.filter((r) =>
      [r.name, ...r.aliases, ...r.targets.map((x) => x.deploymentName)].join(" ").toLowerCase().includes(wanted),
    );
  }, [list.rows, q]);
  const columns = useRouteColumns();
  const create = (
    <Button variant="primary" data-testid={testIds.routeNew} onClick={() => setCreating(true)}>
      <Plus aria-hidden /> {t("new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} actions={create} />
      <ListPanel
        {...list}
        onRetry={list.retry}
        total={q === "" ? list.total : rows.length}
        shown={rows.length}
        filtered={q !== ""}
        filters={<SearchInput value={q} onChange={setQ} label={t("search")} />}
        empty={
          <EmptyState icon={Waypoints} title={t("empty")} note={t("emptyNote")}>
            {create}
          </EmptyState>
        }
      >
        <DataTable label={t("title")} columns={columns} rows={rows} rowId={(r) => r.id} rowHeight={65} onEnd={list.more} />
      </ListPanel>
      {creating ? (
        <CreateRouteDialog onClose={() => setCreating(false)} onCreated={(route) => router.push(`/routes/${route.id}`)} />
      ) : null}
    </>
  );
}

function useRouteColumns() {
  const t = useTranslations("routes");
  return useMemo(
    () => [
      column.accessor("name", {
        header: t("name"),
        cell: (c) => <RowLink href={`/routes/${c.row.original.id}`}>{c.getValue()}</RowLink>,
      }),
      column.accessor("aliases", {
        header: t("aliases"),
        cell: (c) => <span className="line-clamp-2 break-all text-quiet">{c.getValue().join(", ") || "–"}</span>,
        meta: { className: "max-lg:hidden max-w-56" },
      }),
      column.accessor("targets", {
        header: t("targets"),
        cell: (c) => <TargetBars targets={c.getValue()} canaryId={c.row.original.rollout?.canaryId ?? null} />,
        meta: { className: "max-sm:hidden" },
      }),
      column.accessor("rollout", {
        header: t("rollout"),
        cell: (c) => {
          const rollout = c.getValue();
          return rollout ? <RolloutChip rollout={rollout} /> : <span className="text-quiet">{t("steady")}</span>;
        },
      }),
    ],
    [t],
  );
}
