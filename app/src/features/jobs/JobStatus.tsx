"use client";
import { isTerminalJob, type Job } from "@sluice/agent/contract";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { WaitText } from "@/components/WaitText.tsx";
import { useRoutes } from "@/features/routes/use-routes.ts";
import { useFormat } from "@/lib/use-format.ts";
import { JobBar } from "./JobBar.tsx";
import { StageStepper } from "./StageStepper.tsx";

export function JobStatus({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  const f = useFormat();
  const over = isTerminalJob(job.state);
  const from = job.startedAt ? Date.parse(job.startedAt) : null;
  const until = job.finishedAt ? Date.parse(job.finishedAt) : Date.now();
  return (
    <Panel title={t("status")}>
      <div className="flex flex-col gap-5">
        {job.wait ? <WaitText wait={job.wait} /> : null}
        {job.wait ? null : <StageStepper job={job} />}
        {!over && !job.wait ? <JobBar job={job} /> : null}
        <Facts
          columns={4}
          facts={[
            [t("created"), <MomentText key="c" at={job.createdAt} />],
            [t("startedAt"), job.startedAt ? <MomentText key="s" at={job.startedAt} /> : null],
            [over ? t("took") : t("runsFor"), from === null ? null : f.duration((until - from) / 1000)],
            [t("eta"), over || job.progress.etaSeconds === null ? null : f.duration(job.progress.etaSeconds)],
            [t("publishTo"), job.publishTo === null ? null : <RouteLink key="r" id={job.publishTo} />],
            [t("attempts"), job.attempts > 1 ? f.number(job.attempts) : null],
            [t("lastCheckpoint"), job.progress.checkpointStep === null ? null : t("step", { step: job.progress.checkpointStep })],
          ]}
        />
      </div>
    </Panel>
  );
}

function RouteLink({ id }: { id: string }) {
  const name = useRoutes().rows.find((route) => route.id === id)?.name ?? id;
  return (
    <Link href={`/routes/${id}`} prefetch={false} className="underline-offset-4 hover:underline">
      {name}
    </Link>
  );
}
