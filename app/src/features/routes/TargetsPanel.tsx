"use client";
import type { Route } from "@sluice/agent/contract";
import { Pencil } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { FakeChip } from "@/components/FakeChip.tsx";
import { PlainTable } from "@/components/PlainTable.tsx";
import { AnyDeploymentStateChip } from "@/components/StateChips.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useDeployments } from "@/features/deployments/use-deployments.ts";
import { useFormat } from "@/lib/use-format.ts";
import { sharesOf } from "./route-draft.ts";
import { TargetBars } from "./TargetBars.tsx";
import { TargetsDialog } from "./TargetsDialog.tsx";

/** Who answers, with how much of the traffic, and who steps in when nobody of them can. */
export function TargetsPanel({ route }: { route: Route }) {
  const t = useTranslations("routes");
  const f = useFormat();
  const [editing, setEditing] = useState(false);
  const deployments = useDeployments();
  const nameOf = (id: string): string => deployments.rows.find((d) => d.id === id)?.name ?? id;
  const shares = sharesOf(route.targets.map((target) => target.weight));
  return (
    <Panel
      title={t("targets")}
      note={t("targetsNote")}
      actions={
        <Button size="sm" disabled={route.rollout !== null} onClick={() => setEditing(true)}>
          <Pencil aria-hidden /> {t("edit")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {route.rollout ? <p className="text-quiet text-sm">{t("targetsLocked")}</p> : null}
        {route.targets.length === 0 ? (
          <p className="text-quiet text-sm">{t("noTargetsNote")}</p>
        ) : (
          <>
            <TargetBars targets={route.targets} canaryId={route.rollout?.canaryId ?? null} />
            <div className="-mx-5">
              <PlainTable
                label={t("targets")}
                head={[
                  { name: t("deployment") },
                  { name: t("model"), className: "max-sm:hidden" },
                  { name: t("stateLabel") },
                  { name: t("weight"), align: "right", className: "max-sm:hidden" },
                  { name: t("share"), align: "right" },
                ]}
                rows={route.targets.map((target, i) => ({
                  id: target.deploymentId,
                  cells: [
                    <span key="d" className="flex items-center gap-2">
                      <Link href={`/deployments/${target.deploymentId}`} prefetch={false} className="font-medium hover:underline">
                        {target.deploymentName}
                      </Link>
                      <FakeChip fake={target.fake} />
                    </span>,
                    target.modelName,
                    <AnyDeploymentStateChip key="s" state={target.state} />,
                    f.number(target.weight, 1),
                    f.percent(shares[i]),
                  ],
                }))}
              />
            </div>
          </>
        )}
        <p className="text-sm">
          <span className="text-quiet">{t("fallbacks")}: </span>
          {route.fallbacks.length === 0 ? t("noFallbacks") : route.fallbacks.map(nameOf).join(" → ")}
        </p>
      </div>
      {editing ? <TargetsDialog route={route} deployments={deployments.rows} onClose={() => setEditing(false)} /> : null}
    </Panel>
  );
}
