"use client";
import type { Deployment, RouteTarget } from "@sluice/agent/contract";
import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { Input } from "@/components/ui/Field.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { AddDeployment } from "./AddDeployment.tsx";
import { sharesOf } from "./route-draft.ts";

interface WeightListProps {
  deployments: Deployment[];
  targets: RouteTarget[];
  onChange: (targets: RouteTarget[]) => void;
}

export function WeightList({ deployments, targets, onChange }: WeightListProps) {
  const t = useTranslations("routes");
  const f = useFormat();
  const shares = sharesOf(targets.map((target) => target.weight));
  const nameOf = (id: string): string => deployments.find((d) => d.id === id)?.name ?? id;
  const change = (id: string, weight: number): void =>
    onChange(targets.map((target) => (target.deploymentId === id ? { ...target, weight } : target)));
  return (
    <fieldset>
      <legend className="mb-2 font-medium text-sm">{t("targets")}</legend>
      {targets.length === 0 ? <p className="text-quiet text-sm">{t("noTargetsNote")}</p> : null}
      <ul className="flex flex-col gap-2">
        {targets.map((target, i) => (
          <li key={target.deploymentId} className="flex items-center gap-3">
            <span className="min-w-0 flex-1 truncate font-medium text-sm">{nameOf(target.deploymentId)}</span>
            <Input
              type="number"
              min={0}
              max={1000}
              step="any"
              aria-label={t("weightOf", { name: nameOf(target.deploymentId) })}
              className="w-24 text-right tabular-nums"
              value={Number.isFinite(target.weight) ? target.weight : ""}
              onChange={(e) => change(target.deploymentId, e.target.value === "" ? Number.NaN : Number(e.target.value))}
            />
            <span className="w-14 text-right text-quiet text-sm tabular-nums">{f.percent(shares[i])}</span>
            <Button
              variant="ghost"
              size="icon"
              aria-label={t("takeOut", { name: nameOf(target.deploymentId) })}
              onClick={() => onChange(targets.filter((x) => x.deploymentId !== target.deploymentId))}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      <AddDeployment
        label={t("addTarget")}
        deployments={deployments}
        taken={targets.map((target) => target.deploymentId)}
        onAdd={(id) => onChange([...targets, { deploymentId: id, weight: targets.length === 0 ? 100 : 0 }])}
      />
    </fieldset>
  );
}
