"use client";
import { isTerminalJob, type Job } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { useWaitText } from "@/components/WaitText.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { JobBar } from "./JobBar.tsx";

/** One line on where a job stands: its place in the queue and why, its progress, or how it ended. */
export function JobStanding({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  const tw = useTranslations("wait");
  const f = useFormat();
  const waitText = useWaitText();
  if (job.wait) {
    return (
      <p className="line-clamp-2 text-[0.8125rem] text-quiet">
        <b className="font-medium text-ink">{tw("position", { position: job.wait.position })}</b> · {waitText(job.wait)}
      </p>
    );
  }
  if (!isTerminalJob(job.state)) return <JobBar job={job} />;
  const loss = job.report?.heldOutLoss;
  if (loss)
    return (
      <p className="text-[0.8125rem] text-quiet">
        {t("lossFromTo", { before: f.fixed(loss.before), after: f.fixed(loss.after) })}
      </p>
    );
  return <p className="line-clamp-2 text-[0.8125rem] text-quiet">{job.cause?.message ?? ""}</p>;
}
