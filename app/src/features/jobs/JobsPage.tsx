"use client";
import { type Job, JobState } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { Plus, SlidersHorizontal } from "lucide-react";
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
import { JobStateChip } from "@/components/StateChips.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { testIds } from "@/lib/test-ids.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { JobStanding } from "./JobStanding.tsx";
import { useJobs } from "./use-jobs.ts";

const column = createColumnHelper<Job>();

export function JobsPage() {
  const t = useTranslations("jobs");
  const [q, setQ] = useUrlState("q");
  const [state, setState] = useUrlState("state");
  const list = useJobs(useMemo(() => ({ q, state }), [q, state]));
  const columns = useJobColumns();
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} actions={<NewJobButton />} />
      <ListPanel
        {...list}
        onRetry={list.retry}
        shown={list.rows.length}
        filtered={q !== "" || state !== ""}
        filters={
          <>
            <SearchInput value={q} onChange={setQ} label={t("search")} />
            <Select aria-label={t("stateLabel")} className="w-40" value={state} onChange={(e) => setState(e.target.value)}>
              <option value="">{t("anyState")}</option>
              {JobState.options.map((s) => (
                <option key={s} value={s}>
                  {t(`state.${s}`)}
                </option>
              ))}
            </Select>
          </>
        }
        empty={
          <EmptyState icon={SlidersHorizontal} title={t("empty")} note={t("emptyNote")}>
            <NewJobButton />
          </EmptyState>
        }
      >
        <DataTable label={t("title")} columns={columns} rows={list.rows} rowId={(j) => j.id} rowHeight={65} onEnd={list.more} />
      </ListPanel>
    </>
  );
}

function NewJobButton() {
  const t = useTranslations("jobs");
  return (
    <Button asChild variant="primary">
      <Link href="/jobs/new" prefetch={false} data-testid={testIds.jobNew}>
        <Plus aria-hidden /> {t("new")}
      </Link>
    </Button>
  );
}

function useJobColumns() {
  const t = useTranslations("jobs");
  return useMemo(
    () => [
      column.accessor("name", {
        header: t("name"),
        cell: (c) => (
          <>
            <RowLink href={`/jobs/${c.row.original.id}`}>{c.getValue()}</RowLink>
            <span className="block truncate text-[0.8125rem] text-quiet">{c.row.original.baseModelName}</span>
          </>
        ),
      }),
      column.accessor("datasetName", {
        header: t("dataset"),
        cell: (c) => `${c.getValue()} · v${c.row.original.datasetVersion}`,
        meta: { className: "max-lg:hidden text-quiet" },
      }),
      column.accessor("state", { header: t("stateLabel"), cell: (c) => <JobStateChip state={c.getValue()} /> }),
      column.display({
        id: "standing",
        header: t("standing"),
        cell: (c) => <JobStanding job={c.row.original} />,
        meta: { className: "max-md:hidden w-[32%]" },
      }),
      column.accessor("createdAt", {
        header: t("created"),
        cell: (c) => <MomentText at={c.getValue()} />,
        meta: { className: "max-sm:hidden" },
      }),
    ],
    [t],
  );
}
