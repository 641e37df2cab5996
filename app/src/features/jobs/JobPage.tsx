"use client";
import { isTerminalJob } from "@sluice/agent/contract";
import { useParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { CauseNote } from "@/components/CauseNote.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { LogView } from "@/components/LogView.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { JobStateChip } from "@/components/StateChips.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { testIds } from "@/lib/test-ids.ts";
import { Checkpoints } from "./Checkpoints.tsx";
import { JobActions } from "./JobActions.tsx";
import { JobCharts } from "./JobCharts.tsx";
import { JobReportView } from "./JobReportView.tsx";
import { JobStatus } from "./JobStatus.tsx";
import { RecipeView } from "./RecipeView.tsx";
import { SampleAnswers } from "./SampleAnswers.tsx";
import { useJob } from "./use-job.ts";

/** Status and ETA, curves, throughput and memory, what was learned and forgotten, log, recipe, checkpoints. */
export function JobPage() {
  const t = useTranslations("jobs");
  const { id } = useParams<{ id: string }>();
  const { data: job, error, refetch } = useJob(id);
  if (error && !job) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!job) return <Skeleton className="h-96 rounded-lg" />;
  const over = isTerminalJob(job.state);
  return (
    <>
      <PageHeader
        title={job.name}
        parent={{ href: "/jobs", label: t("title") }}
        chips={<JobStateChip state={job.state} testId={testIds.jobState} />}
        note={t("jobNote", { dataset: job.datasetName, version: job.datasetVersion, base: job.baseModelName })}
        actions={<JobActions job={job} />}
      />
      <div className="flex flex-col gap-6">
        {job.cause && job.state === "failed" ? <CauseNote cause={job.cause} /> : null}
        <JobStatus job={job} />
        {job.report ? <JobReportView report={job.report} /> : null}
        <JobCharts job={job} />
        {job.report && job.report.samples.length > 0 ? <SampleAnswers samples={job.report.samples} /> : null}
        <Panel title={t("log")}>
          <LogView path={`/api/jobs/${job.id}/log`} filename={`${job.id}.log`} live={!over} />
        </Panel>
        <RecipeView job={job} />
        <Checkpoints jobId={job.id} live={!over} />
      </div>
    </>
  );
}
