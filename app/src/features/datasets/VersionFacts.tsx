"use client";
import type { DatasetVersion } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { HashText } from "@/components/HashText.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { SplitBar } from "./SplitBar.tsx";
import { TokenHistogram } from "./TokenHistogram.tsx";

export function VersionFacts({ version: v }: { version: DatasetVersion }) {
  const t = useTranslations("datasets");
  const f = useFormat();
  return (
    <div className="grid gap-6 xl:grid-cols-2">
      <Panel title={t("counts")}>
        <SplitBar version={v} />
        <div className="mt-5">
          <Facts
            facts={[
              [t("leftOutRows"), f.number(v.leftOutRows)],
              [t("duplicateRows"), f.number(v.duplicateRows)],
              [t("size"), f.bytes(v.bytes)],
              [t("seed"), v.seed],
            ]}
          />
        </div>
      </Panel>
      <Panel
        title={t("lengths")}
        note={
          v.tokens ? (v.tokens.exact ? t("lengthsExact") : t("lengthsSample", { rows: f.number(v.tokens.sampleRows) })) : null
        }
      >
        {v.tokens ? <TokenHistogram tokens={v.tokens} /> : <p className="text-quiet text-sm">{t("noLengths")}</p>}
      </Panel>
      <Panel title={t("origin")} className="xl:col-span-2">
        <Facts
          columns={3}
          facts={[
            [t("sourceFile"), v.filename],
            [t("format"), t(`formatNames.${v.format}`)],
            [t("imported"), <MomentText key="at" at={v.createdAt} />],
            [t("contentHash"), <HashText key="c" value={v.contentHash} what={t("contentHash")} length={24} />],
            [t("sourceHash"), <HashText key="s" value={v.sourceHash} what={t("sourceHash")} length={24} />],
            [t("versionId"), <HashText key="i" value={v.id} what={t("versionId")} length={32} />],
          ]}
        />
      </Panel>
    </div>
  );
}
