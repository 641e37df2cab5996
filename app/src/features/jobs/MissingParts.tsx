"use client";
import { Database, Package } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";

/** A job needs data and a base model; says which is missing and leads there. */
export function MissingParts({ dataset, base }: { dataset: boolean; base: boolean }) {
  const t = useTranslations("jobs.missing");
  return (
    <Panel flush>
      <EmptyState
        icon={dataset ? Database : Package}
        title={dataset ? t("dataset") : t("base")}
        note={dataset ? t("datasetNote") : t("baseNote")}
      >
        {dataset ? (
          <Button asChild variant="primary">
            <Link href="/datasets/import">{t("toImport")}</Link>
          </Button>
        ) : null}
        {base ? (
          <Button asChild>
            <Link href="/settings">{t("toPacks")}</Link>
          </Button>
        ) : null}
      </EmptyState>
    </Panel>
  );
}
