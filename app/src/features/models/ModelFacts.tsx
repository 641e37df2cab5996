"use client";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { HashText } from "@/components/HashText.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useFormat } from "@/lib/use-format.ts";
import type { ModelDetail } from "./model-detail.ts";

export function ModelFacts({ model }: { model: ModelDetail }) {
  const t = useTranslations("models");
  const f = useFormat();
  const packages = Object.entries(model.lineage.packages);
  return (
    <Panel title={t("facts")}>
      <Facts
        facts={[
          [t("parameters"), f.count(model.parameters)],
          [t("context"), model.contextTokens === null ? null : t("tokens", { count: f.number(model.contextTokens) })],
          [t("size"), f.bytes(model.bytes)],
          [t("license"), model.license],
          [t("created"), <MomentText key="at" at={model.createdAt} />],
          ["ID", <HashText key="id" value={model.id} what="ID" length={32} />],
        ]}
      />
      {packages.length > 0 ? (
        <details className="mt-4">
          <summary className="cursor-pointer text-quiet text-sm">{t("packages", { count: packages.length })}</summary>
          <p className="mt-2 font-mono text-xs leading-relaxed">
            {packages.map(([name, version]) => `${name} ${version}`).join(" · ")}
          </p>
        </details>
      ) : null}
      {model.lineage.recipe ? (
        <details className="mt-2">
          <summary className="cursor-pointer text-quiet text-sm">{t("recipe")}</summary>
          <pre className="mt-2 overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs">
            {JSON.stringify(model.lineage.recipe, null, 2)}
          </pre>
        </details>
      ) : null}
    </Panel>
  );
}
