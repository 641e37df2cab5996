"use client";
import type { Import } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Panel } from "@/components/ui/Panel.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { ImportCounts } from "./ImportCounts.tsx";

export function ImportScan({ running }: { running: Import }) {
  const t = useTranslations("datasets");
  const f = useFormat();
  const share = running.bytes === 0 ? null : running.bytesRead / running.bytes;
  return (
    <Panel title={running.datasetName} note={running.filename}>
      <p className="mb-2 font-medium text-sm">{running.state === "writing" ? t("writing") : t("scanning")}</p>
      <Progress value={running.state === "writing" ? null : share} label={t("scanning")} />
      <p className="mt-1.5 mb-5 text-[0.8125rem] text-quiet tabular-nums" role="status">
        {t("readOf", { read: f.bytes(running.bytesRead), total: f.bytes(running.bytes) })}
        {running.etaSeconds === null ? "" : ` · ${t("left", { time: f.duration(running.etaSeconds) })}`}
      </p>
      <ImportCounts counts={running} />
      <p className="mt-5 text-quiet text-sm">{t("mayLeave")}</p>
    </Panel>
  );
}
