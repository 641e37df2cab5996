"use client";
import { type Deployment, isTerminalJob, type Job } from "@sluice/agent/contract";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { FakeChip } from "@/components/FakeChip.tsx";
import { DeploymentStateChip, JobStateChip } from "@/components/StateChips.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { SkeletonRows } from "@/components/ui/Skeleton.tsx";
import { useWaitText } from "@/components/WaitText.tsx";
import { useDeployments } from "@/features/deployments/use-deployments.ts";
import { JobBar } from "@/features/jobs/JobBar.tsx";
import { useJobs } from "@/features/jobs/use-jobs.ts";
import { useFormat } from "@/lib/use-format.ts";

/** Jobs under way or waiting, and deployments that are meant to run. */
export function RunningNow() {
  const t = useTranslations("home");
  const jobs = useJobs();
  const deployments = useDeployments();
  const active = jobs.rows.filter((job) => !isTerminalJob(job.state));
  const wanted = deployments.rows.filter((d) => d.wanted === "running");
  return (
    <Panel title={t("running")} flush>
      {jobs.pending || deployments.pending ? (
        <SkeletonRows rows={2} />
      ) : active.length + wanted.length === 0 ? (
        <p className="p-5 text-quiet text-sm">{t("nothingRuns")}</p>
      ) : (
        <ul className="divide-y divide-line">
          {active.map((job) => (
            <JobLine key={job.id} job={job} />
          ))}
          {wanted.map((deployment) => (
            <DeploymentLine key={deployment.id} deployment={deployment} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function JobLine({ job }: { job: Job }) {
  const t = useTranslations("home");
  const waitText = useWaitText();
  return (
    <li className="grid grid-cols-1 items-center gap-x-6 gap-y-2 px-5 py-3.5 text-sm md:grid-cols-[1fr_9rem_1fr]">
      <div className="min-w-0">
        <Link href={`/jobs/${job.id}`} prefetch={false} className="font-medium hover:underline">
          {job.name}
        </Link>
        <p className="truncate text-[0.8125rem] text-quiet">
          {t("jobLine", { dataset: job.datasetName, version: job.datasetVersion, base: job.baseModelName })}
        </p>
      </div>
      <JobStateChip state={job.state} />
      {job.wait ? <p className="text-quiet">{waitText(job.wait)}</p> : <JobBar job={job} />}
    </li>
  );
}

function DeploymentLine({ deployment: d }: { deployment: Deployment }) {
  const t = useTranslations("home");
  const f = useFormat();
  return (
    <li className="grid grid-cols-1 items-center gap-x-6 gap-y-2 px-5 py-3.5 text-sm md:grid-cols-[1fr_9rem_1fr]">
      <div className="min-w-0">
        <Link href={`/deployments/${d.id}`} prefetch={false} className="font-medium hover:underline">
          {d.name}
        </Link>{" "}
        <FakeChip fake={d.fake} />
        <p className="truncate text-[0.8125rem] text-quiet">{t("deploymentLine", { model: d.modelName })}</p>
      </div>
      <DeploymentStateChip state={d.state} />
      <p className="text-quiet">{t("holds", { bytes: f.bytes(d.memoryBytes) })}</p>
    </li>
  );
}
