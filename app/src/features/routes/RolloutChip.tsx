"use client";
import type { Rollout, RolloutState } from "@sluice/agent/contract";
import { CircleCheck, CircleSlash, LoaderCircle, Split, Undo2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { Chip } from "@/components/ui/Chip.tsx";
import { testIds } from "@/lib/test-ids.ts";

const looks = {
  attaching: { tone: "info", icon: LoaderCircle, spin: true },
  running: { tone: "gold", icon: Split },
  done: { tone: "good", icon: CircleCheck },
  "rolled-back": { tone: "bad", icon: Undo2 },
  cancelled: { tone: "neutral", icon: CircleSlash },
} as const satisfies Record<RolloutState, object>;

export function RolloutChip({ rollout }: { rollout: Pick<Rollout, "state" | "percent"> }) {
  const t = useTranslations("rollout");
  return (
    <Chip {...looks[rollout.state]} data-testid={testIds.rolloutState} data-state={rollout.state}>
      {rollout.state === "running" ? t("runningAt", { percent: rollout.percent }) : t(`state.${rollout.state}`)}
    </Chip>
  );
}
