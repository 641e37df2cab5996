"use client";
import { isTerminalJob, type Job, type JobState, Model } from "@sluice/agent/contract";
import { CopyPlus, Pause, Play, Rocket, Send, Square, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { DeployDialog } from "@/features/deployments/DeployDialog.tsx";
import { PublishDialog } from "@/features/routes/PublishDialog.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useVerb } from "@/lib/use-verb.ts";

const canPause: readonly JobState[] = ["queued", "preparing", "running"];

export function JobActions({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  const router = useRouter();
  const [asking, setAsking] = useState<"cancel" | "delete" | null>(null);
  const [publishing, setPublishing] = useState(false);
  const [deploying, setDeploying] = useState<Model | null>(null);
  const close = () => setAsking(null);
  const cancel = useVerb({ run: () => call("POST", `/api/jobs/${job.id}/cancel`), touches: [keys.jobs, keys.box], done: close });
  const remove = useVerb({
    run: () => call("DELETE", `/api/jobs/${job.id}`),
    touches: [[...keys.jobs, "list"], keys.box],
    said: t("deleted", { name: job.name }),
    done: () => router.push("/jobs"),
    quiet: true,
  });
  const open = useVerb({
    run: (id: string) => call("GET", `/api/models/${id}`, { schema: Model }),
    touches: [],
    done: setDeploying,
  });
  const hold = useVerb({
    run: (verb: "pause" | "resume") => call("POST", `/api/jobs/${job.id}/${verb}`),
    touches: [keys.jobs, keys.box],
  });
  const over = isTerminalJob(job.state);
  const result = job.resultModelIds?.gguf;
  return (
    <>
      {over ? (
        <Button variant="danger" onClick={() => setAsking("delete")}>
          <Trash2 aria-hidden /> {t("delete")}
        </Button>
      ) : (
        <>
          {job.state === "paused" ? (
            <Button disabled={hold.isPending} onClick={() => hold.mutate("resume")}>
              <Play aria-hidden /> {t("resume")}
            </Button>
          ) : (
            <Button disabled={!canPause.includes(job.state) || hold.isPending} onClick={() => hold.mutate("pause")}>
              <Pause aria-hidden /> {t("pause")}
            </Button>
          )}
          <Button variant="danger" disabled={job.state === "stopping"} onClick={() => setAsking("cancel")}>
            <Square aria-hidden /> {t("cancel")}
          </Button>
        </>
      )}
      <Button asChild>
        <Link href={`/jobs/new?from=${job.id}`} prefetch={false}>
          <CopyPlus aria-hidden /> {t("clone")}
        </Link>
      </Button>
      {result ? (
        <>
          <Button asChild>
            <Link href={`/models/${result}`} prefetch={false}>
              {t("toModel")}
            </Link>
          </Button>
          <Button onClick={() => setPublishing(true)}>
            <Send aria-hidden /> {t("publish")}
          </Button>
          <Button variant="primary" data-testid={testIds.jobDeploy} disabled={open.isPending} onClick={() => open.mutate(result)}>
            <Rocket aria-hidden /> {t("deploy")}
          </Button>
        </>
      ) : null}
      {deploying ? (
        <DeployDialog
          model={deploying}
          onClose={() => setDeploying(null)}
          onDeployed={(d) => router.push(`/deployments/${d.id}`)}
        />
      ) : null}
      {publishing && result ? (
        <PublishDialog
          route={null}
          model={{ id: result, name: job.name }}
          onClose={() => setPublishing(false)}
          onPublished={(r) => router.push(`/routes/${r.routeId}`)}
        />
      ) : null}
      <ConfirmDialog
        open={asking === "cancel"}
        onOpenChange={close}
        title={t("cancelTitle", { name: job.name })}
        action={t("cancel")}
        pending={cancel.isPending}
        onConfirm={() => cancel.mutate()}
      >
        <p>{t("cancelNote", { checkpoint: job.progress.checkpointStep ?? 0 })}</p>
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === "delete"}
        onOpenChange={close}
        title={t("deleteTitle", { name: job.name })}
        action={t("delete")}
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>{t("deleteNote")}</p>
        {remove.error ? <ErrorState error={remove.error} /> : null}
      </ConfirmDialog>
    </>
  );
}
