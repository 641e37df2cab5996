"use client";
import { CircleCheck, CircleDashed } from "lucide-react";
import { useTranslations } from "use-intl";
import { FakeChip } from "@/components/FakeChip.tsx";
import { PlainTable } from "@/components/PlainTable.tsx";
import { Chip } from "@/components/ui/Chip.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { SkeletonRows } from "@/components/ui/Skeleton.tsx";
import { useEngines } from "./use-engines.ts";

/** What trains and serves here, and on what evidence we say that it works. */
export function Engines() {
  const t = useTranslations("settings");
  const { data, error } = useEngines();
  if (error && !data) return null;
  return (
    <Panel title={t("enginesOnly")} note={t("enginesNote")} flush>
      {data ? (
        <PlainTable
          label={t("enginesOnly")}
          head={[
            { name: t("engine") },
            { name: t("does") },
            { name: t("runsOn") },
            { name: t("evidence") },
            { name: t("state") },
          ]}
          rows={data.engines.map((engine) => ({
            id: engine.id,
            cells: [
              <span key="t" className="flex items-center gap-2 font-medium">
                {engine.title} <FakeChip fake={engine.fake} />
              </span>,
              t(`doesWhat.${engine.does}`),
              <span key="r" className="uppercase">
                {engine.runsOn.join(", ")}
              </span>,
              t(`evidenceOf.${engine.evidence}`),
              <div key="s">
                <Chip tone={engine.installed ? "good" : "neutral"} icon={engine.installed ? CircleCheck : CircleDashed}>
                  {engine.installed ? (engine.version ?? t("installed")) : t("notInstalled")}
                </Chip>
                {engine.why ? <p className="mt-1 max-w-xs text-[0.8125rem] text-quiet">{engine.why}</p> : null}
              </div>,
            ],
          }))}
        />
      ) : (
        <SkeletonRows rows={3} />
      )}
    </Panel>
  );
}
