"use client";
import type { Model, ModelKind } from "@sluice/agent/contract";
import { Box, CircleCheck, LoaderCircle, type LucideIcon, Merge, Package, Puzzle, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { Chip } from "@/components/ui/Chip.tsx";

const icons: Record<ModelKind, LucideIcon> = { base: Box, adapter: Puzzle, merged: Merge, gguf: Package };

export function KindChip({ kind }: { kind: ModelKind }) {
  const t = useTranslations("models.kind");
  return (
    <Chip icon={icons[kind]} tone={kind === "base" ? "info" : kind === "gguf" ? "gold" : "neutral"}>
      {t(kind)}
    </Chip>
  );
}

export function ModelStateChip({ model }: { model: Model }) {
  const t = useTranslations("models.state");
  const looks = {
    preparing: { tone: "info", icon: LoaderCircle, spin: true },
    ready: { tone: "good", icon: CircleCheck },
    failed: { tone: "bad", icon: TriangleAlert },
  } as const;
  return (
    <Chip {...looks[model.state]} title={model.stateDetail ?? undefined}>
      {t(model.state)}
    </Chip>
  );
}
