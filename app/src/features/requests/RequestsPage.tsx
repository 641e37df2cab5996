"use client";
import type { RequestLine } from "@sluice/agent/contract";
import { FileDown, ListTree } from "lucide-react";
import { useEffect, useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { useSession } from "@/lib/session.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { RequestFilters } from "./RequestFilters.tsx";
import { useRequestColumns } from "./use-request-columns.tsx";
import { useRequests } from "./use-requests.ts";

/** Every request of the last days, newest first. It stands still while it is read; live is a choice. */
export function RequestsPage() {
  const t = useTranslations("requests");
  const [route, setRoute] = useUrlState("route");
  const [key, setKey] = useUrlState("key");
  const [status, setStatus] = useUrlState("status");
  const [q, setQ] = useUrlState("q");
  const [live, setLive] = useUrlState("live");
  const filters = useMemo(() => ({ route, key, status, q }), [route, key, status, q]);
  const list = useRequests(filters, live === "1");
  const columns = useRequestColumns();
  const { rows, hasMore, more, pending } = list;
  // A filter that few match may give a page with nothing on it and more behind it.
  useEffect(() => {
    if (!pending && rows.length === 0 && hasMore) more();
  }, [pending, rows.length, hasMore, more]);
  const isFiltered = Object.values(filters).some((value) => value !== "");
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} actions={<ExportFeedback />} />
      <div data-testid={testIds.requestTable}>
        <ListPanel
          {...list}
          onRetry={list.retry}
          pending={pending || (rows.length === 0 && hasMore)}
          shown={rows.length}
          filtered={isFiltered || live === "1"}
          filters={
            <RequestFilters
              values={{ route, key, status, q, live }}
              set={{ route: setRoute, key: setKey, status: setStatus, q: setQ, live: setLive }}
              onAgain={list.retry}
            />
          }
          empty={<EmptyState icon={ListTree} title={t("empty")} note={t("emptyNote")} />}
        >
          <DataTable<RequestLine> label={t("title")} columns={columns} rows={rows} rowId={(line) => line.id} onEnd={more} />
        </ListPanel>
        {hasMore && rows.length > 0 ? (
          <p className="mt-3 text-center">
            <Button size="sm" onClick={more}>
              {t("more")}
            </Button>
          </p>
        ) : null}
      </div>
    </>
  );
}

/** Thumbs and corrections, as rows a training can take. */
function ExportFeedback() {
  const t = useTranslations("requests");
  const project = useSession().data?.member?.projectId;
  if (!project) return null;
  return (
    <Button asChild>
      <a href={`/api/feedback/export?project=${encodeURIComponent(project)}`} download="feedback.jsonl" title={t("exportNote")}>
        <FileDown aria-hidden /> {t("export")}
      </a>
    </Button>
  );
}
