"use client";
import type { Rollout } from "@sluice/agent/contract";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { SkeletonRows } from "@/components/ui/Skeleton.tsx";
import { RolloutChip } from "./RolloutChip.tsx";
import { useReasonText } from "./use-reason-text.ts";

interface RolloutHistoryProps {
  rollouts: Rollout[] | undefined;
  pending: boolean;
  error: unknown;
}

/** Every publication of this name, newest first, each step with its reason. */
export function RolloutHistory({ rollouts, pending, error }: RolloutHistoryProps) {
  const t = useTranslations("rollout");
  return (
    <Panel title={t("history")} note={t("historyNote")} flush>
      {error && !rollouts ? (
        <div className="p-5">
          <ErrorState error={error} />
        </div>
      ) : pending ? (
        <SkeletonRows rows={2} />
      ) : !rollouts || rollouts.length === 0 ? (
        <p className="p-5 text-quiet text-sm">{t("historyEmpty")}</p>
      ) : (
        <ul>
          {rollouts.map((rollout) => (
            <li key={rollout.id} className="border-line border-b px-5 py-4 last:border-b-0">
              <Publication rollout={rollout} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Publication({ rollout }: { rollout: Rollout }) {
  const t = useTranslations("rollout");
  const reasonText = useReasonText();
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link href={`/models/${rollout.modelId}`} prefetch={false} className="font-medium hover:underline">
          {rollout.modelName}
        </Link>
        <RolloutChip rollout={rollout} />
        <span className="text-[0.8125rem] text-quiet">
          <MomentText at={rollout.createdAt} />
        </span>
      </p>
      {rollout.reason ? <p className="mt-1 text-sm">{reasonText(rollout.reason)}</p> : null}
      {rollout.history.length > 0 ? (
        <details className="mt-2">
          <summary className="cursor-pointer text-quiet text-sm">{t("steps", { count: rollout.history.length })}</summary>
          <ol className="mt-2 flex flex-col gap-1 text-[0.8125rem]">
            {rollout.history.map((step) => (
              <li key={`${step.at}${step.code}`} className="flex flex-wrap gap-x-3">
                <span className="w-24 text-quiet">
                  <MomentText at={step.at} />
                </span>
                <span className="w-14 text-right tabular-nums">{step.percent} %</span>
                <span className="min-w-0 flex-1">{reasonText(step)}</span>
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </>
  );
}
