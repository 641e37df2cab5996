"use client";
import { type Deployment, DeploymentState } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { Rocket } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { FakeChip } from "@/components/FakeChip.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { DeploymentStateChip } from "@/components/StateChips.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { useWaitText } from "@/components/WaitText.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { useFormat } from "@/lib/use-format.ts";
import { ReplicaCount } from "./DeploymentFacts.tsx";
import { kindsOf } from "./kinds-of.ts";
import { useDeployments } from "./use-deployments.ts";

const column = createColumnHelper<Deployment>();

export function DeploymentsPage() {
  const t = useTranslations("deployments");
  const [q, setQ] = useUrlState("q");
  const [state, setState] = useUrlState("state");
  const list = useDeployments();
  const rows = useMemo(
    () =>
      list.rows.filter(
        (d) => (state === "" || d.state === state) && `${d.name} ${d.modelName}`.toLowerCase().includes(q.toLowerCase()),
      ),
    [list.rows, q, state],
  );
  const columns = useDeploymentColumns();
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} actions={<PickModel />} />
      <ListPanel
        {...list}
        onRetry={list.retry}
        total={rows.length}
        shown={rows.length}
        filtered={q !== "" || state !== ""}
        filters={
          <>
            <SearchInput value={q} onChange={setQ} label={t("search")} />
            <Select aria-label={t("stateLabel")} className="w-40" value={state} onChange={(e) => setState(e.target.value)}>
              <option value="">{t("anyState")}</option>
              {DeploymentState.options.map((s) => (
                <option key={s} value={s}>
                  {t(`state.${s}`)}
                </option>
              ))}
            </Select>
          </>
        }
        empty={
          <EmptyState icon={Rocket} title={t("empty")} note={t("emptyNote")}>
            <PickModel />
          </EmptyState>
        }
      >
        <DataTable label={t("title")} columns={columns} rows={rows} rowId={(d) => d.id} onEnd={list.more} />
      </ListPanel>
    </>
  );
}

function PickModel() {
  const t = useTranslations("deployments");
  return (
    <Button asChild variant="primary">
      <Link href="/models" prefetch={false}>
        <Rocket aria-hidden /> {t("pickModel")}
      </Link>
    </Button>
  );
}

function useDeploymentColumns() {
  const t = useTranslations("deployments");
  const f = useFormat();
  const waitText = useWaitText();
  return useMemo(
    () => [
      column.accessor("name", {
        header: t("name"),
        cell: (c) => (
          <span className="flex items-center gap-2">
            <RowLink href={`/deployments/${c.row.original.id}`}>{c.getValue()}</RowLink>
            <FakeChip fake={c.row.original.fake} />
          </span>
        ),
      }),
      column.accessor("modelName", { header: t("model"), meta: { className: "max-md:hidden text-quiet" } }),
      column.accessor("state", { header: t("stateLabel"), cell: (c) => <DeploymentStateChip state={c.getValue()} /> }),
      column.display({
        id: "replicas",
        header: t("replicas"),
        cell: (c) => <ReplicaCount of={c.row.original} />,
        meta: { className: "max-md:hidden" },
      }),
      column.accessor("gives", {
        header: t("gives"),
        cell: (c) => (
          <span className="text-quiet">
            {kindsOf(c.getValue())
              .map((k) => t(`kind.${k}`))
              .join(t("comma"))}
          </span>
        ),
        meta: { className: "max-lg:hidden" },
      }),
      column.display({
        id: "why",
        header: t("why"),
        cell: ({ row: { original: d } }) => (
          <span className="text-quiet">{d.wait ? waitText(d.wait) : (d.cause?.message ?? "–")}</span>
        ),
        meta: { className: "max-lg:hidden max-w-xs" },
      }),
      column.accessor("restarts", {
        header: t("restarts"),
        cell: (c) => f.number(c.getValue()),
        meta: { align: "right", className: "max-lg:hidden" },
      }),
      column.accessor("memoryBytes", {
        header: t("memory"),
        cell: (c) => f.bytes(c.getValue()),
        meta: { align: "right", className: "max-sm:hidden" },
      }),
    ],
    [t, f, waitText],
  );
}
