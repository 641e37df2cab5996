"use client";
import { Dataset } from "@sluice/agent/contract";
import { SlidersHorizontal, Upload } from "lucide-react";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Select } from "@/components/ui/Field.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { Tabs } from "@/components/ui/Tabs.tsx";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useOne } from "@/lib/use-one.ts";
import { DeleteDataset } from "./DeleteDataset.tsx";
import { RowsPreview } from "./RowsPreview.tsx";
import { newestVersion } from "./use-datasets.ts";
import { VersionFacts } from "./VersionFacts.tsx";

export function DatasetPage() {
  const t = useTranslations("datasets");
  const { id } = useParams<{ id: string }>();
  const { data, error, refetch } = useOne([...keys.datasets, id], `/api/datasets/${id}`, Dataset);
  const [tab, setTab] = useUrlState("tab", "summary");
  const [wanted, setVersion] = useUrlState("version");
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-72 rounded-lg" />;
  const version = data.versions.find((v) => v.id === wanted) ?? newestVersion(data);
  return (
    <>
      <PageHeader
        title={data.name}
        parent={{ href: "/datasets", label: t("title") }}
        actions={
          <>
            <DeleteDataset dataset={data} />
            <Button asChild>
              <Link href="/datasets/import" prefetch={false}>
                <Upload aria-hidden /> {t("newVersion")}
              </Link>
            </Button>
            {version ? (
              <Button asChild variant="primary">
                <Link href={`/jobs/new?version=${version.id}`} prefetch={false} data-testid={testIds.datasetTrain}>
                  <SlidersHorizontal aria-hidden /> {t("train")}
                </Link>
              </Button>
            ) : null}
          </>
        }
      />
      {data.versions.length > 1 && version ? (
        <Field label={t("version")} className="mb-5 max-w-xs">
          {(aria) => (
            <Select {...aria} value={version.id} onChange={(e) => setVersion(e.target.value)}>
              {data.versions
                .toSorted((a, b) => b.version - a.version)
                .map((v) => (
                  <option key={v.id} value={v.id}>
                    {t("versionOption", { version: v.version, rows: v.rows })}
                  </option>
                ))}
            </Select>
          )}
        </Field>
      ) : null}
      {version ? (
        <Tabs
          label={data.name}
          value={tab}
          onChange={setTab}
          tabs={[
            { id: "summary", label: t("summary"), content: <VersionFacts version={version} /> },
            { id: "rows", label: t("preview"), content: <RowsPreview key={version.id} datasetId={data.id} version={version} /> },
          ]}
        />
      ) : (
        <p className="text-quiet">{t("noVersion")}</p>
      )}
    </>
  );
}
