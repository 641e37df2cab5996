"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { ChooseFile } from "./ChooseFile.tsx";
import { ImportOutcome } from "./ImportOutcome.tsx";
import { ImportScan } from "./ImportScan.tsx";
import { useImport } from "./use-import.ts";

/** Choose a file, watch it read, decide about bad rows, see what came of it. The address carries the import: a reload changes nothing. */
export function ImportPage() {
  const t = useTranslations("datasets");
  const [id, setId] = useUrlState("id");
  const router = useRouter();
  const { data, error, refetch } = useImport(id || null);
  return (
    <>
      <PageHeader title={t("importTitle")} note={t("importNote")} parent={{ href: "/datasets", label: t("title") }} />
      <div className="max-w-4xl">
        {!id ? <ChooseFile onStarted={(started) => setId(started.id)} /> : null}
        {id && error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
        {id && !data && !error ? <Skeleton className="h-40 rounded-lg" /> : null}
        {id && data ? (
          data.state === "scanning" || data.state === "writing" ? (
            <ImportScan running={data} />
          ) : (
            <ImportOutcome outcome={data} onAgain={() => setId(null)} onGone={() => router.push("/datasets")} />
          )
        ) : null}
      </div>
    </>
  );
}
