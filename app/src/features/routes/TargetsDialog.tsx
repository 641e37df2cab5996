"use client";
import type { Deployment, Route } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { FallbackList } from "./FallbackList.tsx";
import { useSaveRoute } from "./use-save-route.ts";
import { WeightList } from "./WeightList.tsx";

interface TargetsDialogProps {
  route: Route;
  deployments: Deployment[];
  onClose: () => void;
}

export function TargetsDialog({ route, deployments, onClose }: TargetsDialogProps) {
  const t = useTranslations("routes");
  const [targets, setTargets] = useState(() => route.targets.map(({ deploymentId, weight }) => ({ deploymentId, weight })));
  const [fallbacks, setFallbacks] = useState(route.fallbacks);
  const save = useSaveRoute(route, onClose);
  const weightsAreGood = targets.every(({ weight }) => Number.isFinite(weight) && weight >= 0 && weight <= 1000);
  return (
    <Dialog
      wide
      open
      onOpenChange={onClose}
      title={t("targetsTitle", { name: route.name })}
      description={t("targetsHint")}
      footer={
        <>
          <Button onClick={onClose}>{t("back")}</Button>
          <Button
            variant="primary"
            disabled={!weightsAreGood || save.isPending}
            onClick={() => save.mutate({ targets, fallbacks })}
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <WeightList deployments={deployments} targets={targets} onChange={setTargets} />
        <FallbackList deployments={deployments} ids={fallbacks} onChange={setFallbacks} />
        {save.error ? <ErrorState error={save.error} /> : null}
      </div>
    </Dialog>
  );
}
