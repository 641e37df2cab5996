"use client";
import { Check } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { useDatasets } from "@/features/datasets/use-datasets.ts";
import { useDeployments } from "@/features/deployments/use-deployments.ts";
import { useJobs } from "@/features/jobs/use-jobs.ts";
import { cn } from "@/lib/cn.ts";

/** Data, train, deploy, ask: shown until the first model is being served. */
export function FirstSteps() {
  const t = useTranslations("home.steps");
  const datasets = useDatasets();
  const jobs = useJobs();
  const deployments = useDeployments();
  if (datasets.pending || jobs.pending || deployments.pending) return null;
  const steps = [
    { id: "import", done: datasets.total > 0, href: "/datasets/import" },
    { id: "train", done: jobs.rows.some((j) => j.state === "succeeded"), href: "/jobs/new" },
    { id: "deploy", done: deployments.total > 0, href: "/models?kind=gguf" },
    { id: "ask", done: false, href: "/playground" },
  ] as const;
  const next = steps.findIndex((s) => !s.done);
  if (next === steps.length - 1) return null;
  return (
    <section className="rounded-lg border border-gold/40 bg-gold-wash p-5">
      <h2 className="font-semibold">{t("title")}</h2>
      <p className="text-quiet text-sm">{t("note")}</p>
      <ol className="mt-4 grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {steps.map((step, i) => (
          <li
            key={step.id}
            className={cn("flex flex-col gap-2 rounded-md border bg-surface p-4", i === next ? "border-gold" : "border-line")}
          >
            <p className="flex items-center gap-2 font-medium text-sm">
              <span
                className={cn(
                  "grid size-6 shrink-0 place-items-center rounded-full font-semibold text-xs",
                  step.done ? "bg-good-wash text-good" : i === next ? "bg-gold text-gold-ink" : "bg-sunken text-quiet",
                )}
              >
                {step.done ? <Check aria-label={t("done")} className="size-3.5" /> : i + 1}
              </span>
              {t(`${step.id}.title`)}
            </p>
            <p className="flex-1 text-[0.8125rem] text-quiet">{t(`${step.id}.note`)}</p>
            {i === next ? (
              <Button asChild size="sm" variant="primary" className="self-start">
                <Link href={step.href} prefetch={false}>
                  {t(`${step.id}.action`)}
                </Link>
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
