"use client";
import { Checkpoint } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { MomentText } from "@/components/MomentText.tsx";
import { PlainTable } from "@/components/PlainTable.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { keys } from "@/lib/query-keys.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useOne } from "@/lib/use-one.ts";

const Answer = z.object({ checkpoints: z.array(Checkpoint) });

export function Checkpoints({ jobId, live }: { jobId: string; live: boolean }) {
  const t = useTranslations("jobs");
  const f = useFormat();
  const { data } = useOne([...keys.jobs, jobId, "checkpoints"], `/api/jobs/${jobId}/checkpoints`, Answer, {
    refetchInterval: live ? 10_000 : false,
  });
  const list = data?.checkpoints ?? [];
  return (
    <Panel title={t("checkpoints")} note={t("checkpointsNote")} flush>
      {list.length === 0 ? (
        <p className="p-5 text-quiet text-sm">{t("noCheckpoints")}</p>
      ) : (
        <PlainTable
          label={t("checkpoints")}
          head={[
            { name: t("stepHead"), align: "right" },
            { name: t("size"), align: "right" },
            { name: t("saved") },
            { name: t("path") },
          ]}
          rows={list.map((c) => ({
            id: `${c.runId}-${c.step}`,
            cells: [
              f.number(c.step),
              f.bytes(c.bytes),
              <MomentText key="at" at={new Date(c.at).toISOString()} />,
              <code key="p" className="break-all font-mono text-xs text-quiet">
                {c.path}
              </code>,
            ],
          }))}
        />
      )}
    </Panel>
  );
}
