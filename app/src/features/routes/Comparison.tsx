"use client";
import type { Rollout, Route } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { PlainTable } from "@/components/PlainTable.tsx";
import { useFormat } from "@/lib/use-format.ts";
import type { Side, Standing } from "./rollout-standing.ts";

interface ComparisonProps {
  route: Route;
  rollout: Rollout;
  standing: Standing;
}

/** Old against new since this step began, in numbers. */
export function Comparison({ route, rollout, standing }: ComparisonProps) {
  const t = useTranslations("rollout");
  const f = useFormat();
  const nameOf = (id: string): string => route.targets.find((x) => x.deploymentId === id)?.deploymentName ?? id;
  const cells = (side: Side) => [
    f.number(side.requests),
    side.failureRate === null ? "–" : `${f.number(side.failed)} (${f.percent(side.failureRate)})`,
    f.ms(side.firstMs),
  ];
  const { stable, canary } = standing;
  const rows = [
    { id: "new", cells: [t("newSide", { name: nameOf(rollout.canaryId) }), ...cells(canary)] },
    ...(stable && rollout.stableId
      ? [{ id: "old", cells: [t("oldSide", { name: nameOf(rollout.stableId) }), ...cells(stable)] }]
      : []),
  ];
  return (
    <div className="-mx-5">
      <PlainTable
        label={t("comparison")}
        head={[
          { name: t("sinceStep") },
          { name: t("requests"), align: "right" },
          { name: t("failed"), align: "right" },
          { name: t("first"), align: "right" },
        ]}
        rows={rows}
      />
    </div>
  );
}
