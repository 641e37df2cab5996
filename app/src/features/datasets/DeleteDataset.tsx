"use client";
import type { Dataset } from "@sluice/agent/contract";
import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { useJobs } from "@/features/jobs/use-jobs.ts";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";

/** Names what was trained on it before anything is lost; the box itself refuses while something still needs it. */
export function DeleteDataset({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("datasets");
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const versions = new Set(dataset.versions.map((v) => v.id));
  const jobs = useJobs().rows.filter((job) => versions.has(job.datasetVersionId));
  const remove = useVerb({
    run: () => call("DELETE", `/api/datasets/${dataset.id}`),
    touches: [[...keys.datasets, "list"], keys.box],
    said: t("deleted", { name: dataset.name }),
    done: () => router.push("/datasets"),
    quiet: true,
  });
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        <Trash2 aria-hidden /> {t("delete")}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t("deleteTitle", { name: dataset.name })}
        action={t("delete")}
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>{t("deleteNote", { count: dataset.versions.length })}</p>
        {jobs.length > 0 ? (
          <>
            <p className="font-medium">{t("usedByJobs")}</p>
            <ul className="list-disc pl-5">
              {jobs.map((job) => (
                <li key={job.id}>{job.name}</li>
              ))}
            </ul>
          </>
        ) : null}
        {remove.error ? <ErrorState error={remove.error} /> : null}
      </ConfirmDialog>
    </>
  );
}
