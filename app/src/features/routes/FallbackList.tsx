"use client";
import type { Deployment } from "@sluice/agent/contract";
import { ArrowUp, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { AddDeployment } from "./AddDeployment.tsx";
import { move } from "./route-draft.ts";

interface FallbackListProps {
  deployments: Deployment[];
  ids: string[];
  onChange: (ids: string[]) => void;
}

/** Asked in this order, before the first byte, when no target can answer. */
export function FallbackList({ deployments, ids, onChange }: FallbackListProps) {
  const t = useTranslations("routes");
  const nameOf = (id: string): string => deployments.find((d) => d.id === id)?.name ?? id;
  return (
    <fieldset>
      <legend className="font-medium text-sm">{t("fallbacks")}</legend>
      <p className="mb-2 text-[0.8125rem] text-quiet">{t("fallbacksHint")}</p>
      <ol className="flex flex-col gap-1">
        {ids.map((id, i) => (
          <li key={id} className="flex items-center gap-2 text-sm">
            <span className="w-5 text-quiet tabular-nums">{i + 1}.</span>
            <span className="min-w-0 flex-1 truncate font-medium">{nameOf(id)}</span>
            <Button
              variant="ghost"
              size="icon"
              disabled={i === 0}
              aria-label={t("moveUp", { name: nameOf(id) })}
              onClick={() => onChange(move(ids, i, i - 1))}
            >
              <ArrowUp aria-hidden />
            </Button>
            <Button
              variant="ghost"
              size="icon"
              aria-label={t("takeOut", { name: nameOf(id) })}
              onClick={() => onChange(ids.filter((x) => x !== id))}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ol>
      <AddDeployment label={t("addFallback")} deployments={deployments} taken={ids} onAdd={(id) => onChange([...ids, id])} />
    </fieldset>
  );
}
