"use client";
import { Box, isTerminalJob, type Job } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { CardBar } from "@/components/CardBar.tsx";
import { Facts } from "@/components/Facts.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { keys } from "@/lib/query-keys.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useOne } from "@/lib/use-one.ts";

/** While it runs: the cards it holds. Afterwards: the most memory it took. */
export function MemoryNow({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  const f = useFormat();
  const live = !isTerminalJob(job.state);
  const { data: box } = useOne(keys.box, "/api/box", Box, { enabled: live, refetchInterval: live ? 5000 : false });
  const held = live ? (box?.cards.filter((c) => c.leases.some((l) => l.runId === job.runId || l.ownerId === job.id)) ?? []) : [];
  const report = job.report;
  return (
    <Panel title={t("memoryAndCards")}>
      {held.length > 0 ? held.map((card) => <CardBar key={card.id} card={card} />) : null}
      {report ? (
        <Facts
          columns={2}
          facts={[
            [t("peak"), report.peakRssBytes === null ? null : f.bytes(report.peakRssBytes)],
            [t("tokensPerSecond"), report.tokensPerSecond === null ? null : f.number(report.tokensPerSecond)],
            [t("usefulTokens"), f.count(report.usefulTokens)],
            [t("trainTime"), f.duration(report.trainSeconds)],
            [t("dtype"), report.dtype],
          ]}
        />
      ) : held.length === 0 ? (
        <p className="text-quiet text-sm">{t("holdsNothing")}</p>
      ) : null}
    </Panel>
  );
}
