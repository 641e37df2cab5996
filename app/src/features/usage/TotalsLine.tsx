"use client";
import type { UsageReport } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { totalsOf } from "./pivot.ts";

export function TotalsLine({ report }: { report: UsageReport }) {
  const t = useTranslations("usage");
  const f = useFormat();
  const sum = totalsOf(report.rows);
  return (
    <Panel>
      <Facts
        columns={4}
        facts={[
          [t("billTotal"), f.money(sum.cost + sum.trainingCost, report.currency)],
          [t("requests"), t("requestsFailed", { requests: f.number(sum.requests), failed: f.number(sum.failed) })],
          [t("promptTokens"), t("promptCached", { prompt: f.count(sum.promptTokens), cached: f.count(sum.cachedTokens) })],
          [t("completionTokens"), f.count(sum.completionTokens)],
          [t("estimated"), sum.estimated > 0 ? t("estimatedNote", { count: f.number(sum.estimated) }) : null],
          [
            t("training"),
            sum.cardHours > 0
              ? t("trainingSum", { hours: f.number(sum.cardHours, 2), cost: f.money(sum.trainingCost, report.currency) })
              : null,
          ],
        ]}
      />
    </Panel>
  );
}
