"use client";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { useDatasets } from "@/features/datasets/use-datasets.ts";
import { useModels } from "@/features/models/use-models.ts";
import { EngineChoice } from "./EngineChoice.tsx";
import { MissingParts } from "./MissingParts.tsx";
import { NewJobForm } from "./NewJobForm.tsx";
import { useJob } from "./use-job.ts";
import { useRecipes } from "./use-recipes.ts";

/** Everything is chosen beforehand, so that one click starts a job. `?version=`, `?base=` and `?from=` (a clone) choose otherwise. */
export function NewJobPage() {
  const t = useTranslations("jobs");
  const params = useSearchParams();
  const from = params.get("from");
  const datasets = useDatasets();
  const models = useModels();
  const recipes = useRecipes();
  const source = useJob(from);
  const error = datasets.error ?? models.error ?? recipes.error ?? source.error;
  const pending = datasets.pending || models.pending || recipes.isPending || (from !== null && source.isPending);
  const [engine, setEngine] = useState<string | null>(null);
  const wantedEngine = engine ?? source.data?.engineId ?? "trl";
  const book = recipes.data?.find((b) => b.engineId === wantedEngine) ?? recipes.data?.[0];
  const bases = models.rows.filter((m) => m.trainable && m.state === "ready");
  const versioned = datasets.rows.filter((d) => d.versions.length > 0);
  return (
    <>
      <PageHeader title={t("newTitle")} note={t("newNote")} parent={{ href: "/jobs", label: t("title") }} />
      {error ? (
        <ErrorState error={error} onRetry={() => [datasets.retry(), models.retry(), void recipes.refetch()]} />
      ) : pending ? (
        <Skeleton className="h-96 rounded-lg" />
      ) : versioned.length === 0 || bases.length === 0 || !book ? (
        <MissingParts dataset={versioned.length === 0} base={bases.length === 0 || !book} />
      ) : (
        <>
          <EngineChoice books={recipes.data ?? []} value={book.engineId} onChange={setEngine} />
          <NewJobForm
            key={`${source.data?.id ?? "new"} ${book.engineId}`}
            book={book}
            datasets={versioned}
            bases={bases}
            source={source.data ?? null}
            wanted={{ version: params.get("version"), base: params.get("base") }}
          />
        </>
      )}
    </>
  );
}
