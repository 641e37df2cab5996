"use client";
import type { Rollout } from "@sluice/agent/contract";
import { Undo2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { MomentText } from "@/components/MomentText.tsx";
import { useReasonText } from "./use-reason-text.ts";

/** The last thing that was published came back: why, in the box's own words and numbers. */
export function RolledBack({ rollout }: { rollout: Rollout }) {
  const t = useTranslations("rollout");
  const reasonText = useReasonText();
  return (
    <section role="alert" className="rounded-lg border border-bad/30 bg-bad-wash/50 p-5">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <Undo2 aria-hidden className="size-4 shrink-0 text-bad" />
        {t("fellTitle", { model: rollout.modelName })}
        <span className="font-normal text-quiet text-sm">
          <MomentText at={rollout.endedAt} />
        </span>
      </p>
      {rollout.reason ? <p className="mt-1 text-sm">{reasonText(rollout.reason)}</p> : null}
      <p className="mt-1 text-quiet text-sm">{t("fellNote")}</p>
      <p className="mt-3 flex flex-wrap gap-4 text-sm">
        <Link href={`/deployments/${rollout.canaryId}`} prefetch={false} className="text-gold-text hover:underline">
          {t("toCanary")}
        </Link>
        {rollout.jobId ? (
          <Link href={`/jobs/${rollout.jobId}`} prefetch={false} className="text-gold-text hover:underline">
            {t("toJob")}
          </Link>
        ) : null}
      </p>
    </section>
  );
}
