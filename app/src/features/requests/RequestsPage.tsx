"use client";
import type { RequestLine } from "@sluice/agent/contract";
import { ListTree } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Button } from "@/components/ui/Button.tsx";
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
  const [id, setId] = useUrlState("id");
  const [live, setLive] = useUrlState("live");
  const filters = useMemo(() => ({ route, key, status, id }), [route, key, status, id]);
  const list = useRequests(filters, live === "1");
  const columns = useRequestColumns();
  const isFiltered = Object.values(filters).some((value) => value !== "");
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <div data-testid={testIds.requestTable}>
        <ListPanel
          {...list}
          onRetry={list.retry}
          shown={list.rows.length}
          filtered={isFiltered || live === "1"}
          filters={
            <RequestFilters
              values={{ route, key, status, id, live }}
              set={{ route: setRoute, key: setKey, status: setStatus, id: setId, live: setLive }}
              onAgain={list.retry}
            />
          }
          empty={<EmptyState icon={ListTree} title={t("empty")} note={t("emptyNote")} />}
        >
          <DataTable<RequestLine>
            label={t("title")}
            columns={columns}
            rows={list.rows}
            rowId={(line) => line.id}
            onEnd={list.more}
          />
        </ListPanel>
        {list.rows.length < list.total ? (
          <p className="mt-3 text-center">
            <Button size="sm" onClick={list.more}>
              {t("more")}
            </Button>
          </p>
        ) : null}
      </div>
    </>
  );
}
