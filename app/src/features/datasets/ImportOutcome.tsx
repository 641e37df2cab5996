"use client";
import { ErrorCode, type Import } from "@sluice/agent/contract";
import { CircleAlert, CircleCheck, CircleSlash, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { testIds } from "@/lib/test-ids.ts";
import { BadRowDecision } from "./BadRowDecision.tsx";
import { ImportCounts } from "./ImportCounts.tsx";
import { ImportNotes } from "./ImportNotes.tsx";

interface ImportOutcomeProps {
  outcome: Import;
  onAgain: () => void;
  onGone: () => void;
}

export function ImportOutcome({ outcome, onAgain, onGone }: ImportOutcomeProps) {
  const t = useTranslations("datasets");
  const looks = {
    "needs-decision": {
      icon: <TriangleAlert aria-hidden className="size-5 text-warn" />,
      title: t("outcome.decide", { count: outcome.badRows }),
    },
    ready: { icon: <CircleCheck aria-hidden className="size-5 text-good" />, title: t("outcome.ready") },
    failed: { icon: <CircleAlert aria-hidden className="size-5 text-bad" />, title: t("outcome.failed") },
    discarded: { icon: <CircleSlash aria-hidden className="size-5 text-quiet" />, title: t("outcome.discarded") },
  };
  const state = outcome.state === "scanning" || outcome.state === "writing" ? "ready" : outcome.state;
  return (
    <Panel title={outcome.datasetName} note={outcome.filename}>
      <div className="flex flex-col gap-5" data-state={outcome.state}>
        <Title {...looks[state]} />
        {outcome.error ? <Refusal error={outcome.error} /> : <ImportCounts counts={outcome} />}
        {state === "failed" ? null : <ImportNotes outcome={outcome} />}
        {state === "needs-decision" ? <BadRowDecision outcome={outcome} onGone={onGone} /> : null}
        {state === "ready" && outcome.datasetId ? (
          <div className="flex flex-wrap gap-2">
            <Button asChild variant="primary">
              <Link href={`/jobs/new?version=${outcome.versionId}`} prefetch={false} data-testid={testIds.datasetTrain}>
                {t("train")}
              </Link>
            </Button>
            <Button asChild>
              <Link href={`/datasets/${outcome.datasetId}`} prefetch={false}>
                {t("openDataset")}
              </Link>
            </Button>
          </div>
        ) : null}
        {state === "failed" || state === "discarded" ? (
          <Button className="self-start" onClick={onAgain}>
            {t("again")}
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}

/** The box speaks English; elsewhere our own sentence goes before its words. */
function Refusal({ error }: { error: NonNullable<Import["error"]> }) {
  const t = useTranslations("errors");
  const own = useLocale() === "en" ? null : ErrorCode.safeParse(error.code).data;
  return (
    <div role="alert" className="text-sm">
      {own ? <p className="mb-1">{t(own)}</p> : null}
      <p className={own ? "text-quiet" : undefined}>{error.message}</p>
      {error.hint ? <p className="mt-1 text-quiet">{error.hint}</p> : null}
    </div>
  );
}

function Title({ icon, title }: { icon: ReactNode; title: string }) {
  return (
    <p className="flex items-center gap-2 font-medium" role="status">
      {icon} {title}
    </p>
  );
}
