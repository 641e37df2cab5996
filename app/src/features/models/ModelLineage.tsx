"use client";
import { ArrowDown, ArrowRight, Box, Database, Package, SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { HashText } from "@/components/HashText.tsx";
import { useDatasets } from "@/features/datasets/use-datasets.ts";
import type { ModelDetail } from "./model-detail.ts";

/** Where a model came from, as a chain: data and base, the job between, the model. */
export function ModelLineage({ model }: { model: ModelDetail }) {
  const t = useTranslations("models");
  const { lineage: l, lineageNames: names } = model;
  const dataset = useDatasets().rows.find((d) => d.versions.some((v) => v.id === l.datasetVersionId));
  if (!l.jobId && !l.datasetVersionId) return <p className="text-quiet text-sm">{t("noLineage")}</p>;
  return (
    <div className="flex flex-col items-stretch gap-3 lg:flex-row lg:items-center">
      <div className="flex flex-1 flex-col gap-3">
        <ChainLink
          icon={<Database aria-hidden />}
          kind={t("chain.dataset")}
          name={names.dataset ?? l.datasetVersionId}
          href={dataset ? `/datasets/${dataset.id}?version=${l.datasetVersionId}` : null}
        >
          {l.datasetContentHash ? <HashText value={l.datasetContentHash} what={t("contentHash")} /> : null}
        </ChainLink>
        <ChainLink
          icon={<Box aria-hidden />}
          kind={t("chain.base")}
          name={names.baseModel ?? l.baseModelId}
          href={l.baseModelId ? `/models/${l.baseModelId}` : null}
        />
      </div>
      <Arrow />
      <div className="flex-1">
        <ChainLink
          icon={<SlidersHorizontal aria-hidden />}
          kind={t("chain.job")}
          name={names.job ?? l.jobId}
          href={l.jobId ? `/jobs/${l.jobId}` : null}
        >
          <p className="text-[0.8125rem] text-quiet">
            {t("seed", { seed: l.seed ?? "–" })} · {t("code", { version: l.codeVersion ?? "–" })}
          </p>
        </ChainLink>
      </div>
      <Arrow />
      <div className="flex-1">
        <ChainLink icon={<Package aria-hidden />} kind={t("chain.model")} name={model.name} href={null} here />
      </div>
    </div>
  );
}

interface ChainLinkProps {
  icon: ReactNode;
  kind: string;
  name: string | null | undefined;
  href: string | null;
  here?: boolean;
  children?: ReactNode;
}

function ChainLink({ icon, kind, name, href, here, children }: ChainLinkProps) {
  const label = name ?? "–";
  return (
    <div className={`rounded-lg border px-4 py-3 ${here ? "border-gold bg-gold-wash" : "border-line bg-page"}`}>
      <p className="flex items-center gap-2 text-[0.8125rem] text-quiet [&_svg]:size-4">
        {icon} {kind}
      </p>
      <p className="mt-0.5 break-words font-medium text-sm">
        {href ? (
          <Link href={href} prefetch={false} className="underline-offset-4 hover:underline">
            {label}
          </Link>
        ) : (
          label
        )}
      </p>
      {children}
    </div>
  );
}

function Arrow() {
  return (
    <>
      <ArrowRight aria-hidden className="hidden size-5 shrink-0 text-faint lg:block" />
      <ArrowDown aria-hidden className="mx-auto size-5 shrink-0 text-faint lg:hidden" />
    </>
  );
}
