"use client";
import { type Dataset, Job, type Model, type PresetId, type RecipeBook } from "@sluice/agent/contract";
import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Input, Select, Textarea } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useRoutes } from "@/features/routes/use-routes.ts";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { type Draft, firstDraft, presetValues, toRequest, versionsOf } from "./draft.ts";
import { ExpertView } from "./ExpertView.tsx";
import { PresetCards } from "./PresetCards.tsx";

interface NewJobFormProps {
  book: RecipeBook;
  datasets: Dataset[];
  bases: Model[];
  source: Job | null;
  wanted: { version: string | null; base: string | null };
}

export function NewJobForm({ book, datasets, bases, source, wanted }: NewJobFormProps) {
  const t = useTranslations("jobs");
  const locale = useLocale();
  const router = useRouter();
  const routes = useRoutes().rows;
  const [draft, setDraft] = useState<Draft>(() => firstDraft({ datasets, bases, source, wanted }, book));
  const change = (part: Partial<Draft>): void => setDraft((d) => ({ ...d, ...part }));
  const versions = versionsOf(datasets);
  const version = versions.find((v) => v.id === draft.datasetVersionId);
  const preset = book.presets.find((p) => p.id === draft.preset);
  const title = preset?.title[locale === "en" ? "en" : "zh"] || draft.preset;
  const name = draft.named ? draft.name : `${version?.datasetName ?? ""} ${title}`.trim().slice(0, 80);
  const start = useVerb({
    run: () => call("POST", "/api/jobs", { body: toRequest(draft, name.trim(), book.engineId), schema: Job }),
    touches: [[...keys.jobs, "list"], keys.box],
    done: (job) => router.push(`/jobs/${job.id}`),
    quiet: true,
  });
  return (
    <form
      className="flex flex-col gap-6"
      onSubmit={(e) => {
        e.preventDefault();
        start.mutate();
      }}
    >
      <Panel title={t("what")}>
        <div className="grid gap-5 md:grid-cols-2">
          <Field
            label={t("dataset")}
            hint={version ? t("datasetHint", { train: version.trainRows, heldOut: version.heldOutRows }) : null}
          >
            {(aria) => (
              <Select {...aria} value={draft.datasetVersionId} onChange={(e) => change({ datasetVersionId: e.target.value })}>
                {versions.map((v) => (
                  <option key={v.id} value={v.id}>
                    {t("datasetOption", { name: v.datasetName, version: v.version, rows: v.rows })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t("base")} hint={t("baseHint")}>
            {(aria) => (
              <Select
                {...aria}
                data-testid={testIds.jobBase}
                value={draft.baseModelId}
                onChange={(e) => change({ baseModelId: e.target.value })}
              >
                {bases.map((m) => (
                  <option key={m.id} value={m.id}>
                    {m.fake ? `${m.name} (${t("fakeModel")})` : m.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      </Panel>
      <Panel title={t("how")}>
        <PresetCards book={book} value={draft.preset} onChange={(id) => change({ preset: id as PresetId, changes: {} })} />
        <ExpertView
          knobs={book.knobs}
          from={presetValues(book, draft.preset)}
          changes={draft.changes}
          onChange={(changes) => change({ changes })}
        />
      </Panel>
      <Panel title={t("nameAndQuestions")}>
        <div className="grid gap-5 md:grid-cols-2">
          <Field label={t("name")} hint={t("nameHint")}>
            {(aria) => (
              <Input
                {...aria}
                required
                maxLength={80}
                value={name}
                onChange={(e) => change({ name: e.target.value, named: true })}
              />
            )}
          </Field>
          <Field label={t("questions")} hint={t("questionsHint")}>
            {(aria) => (
              <Textarea
                {...aria}
                data-testid={testIds.jobQuestions}
                rows={3}
                value={draft.questions}
                onChange={(e) => change({ questions: e.target.value })}
              />
            )}
          </Field>
          {routes.length > 0 ? (
            <Field label={t("publishTo")} hint={t("publishToHint")}>
              {(aria) => (
                <Select {...aria} value={draft.publishTo} onChange={(e) => change({ publishTo: e.target.value })}>
                  <option value="">{t("publishNowhere")}</option>
                  {routes.map((route) => (
                    <option key={route.id} value={route.id}>
                      {route.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ) : null}
        </div>
      </Panel>
      {start.error ? <ErrorState error={start.error} /> : null}
      <div className="sticky bottom-0 -mx-1 flex flex-wrap items-center gap-4 border-line border-t bg-page/95 px-1 py-4 backdrop-blur">
        <Button
          type="submit"
          variant="primary"
          size="lg"
          data-testid={testIds.jobStart}
          disabled={name.trim() === "" || start.isPending}
        >
          <Play aria-hidden /> {start.isPending ? t("starting") : t("startTraining")}
        </Button>
        <p className="text-quiet text-sm max-sm:sr-only">{t("startNote")}</p>
      </div>
    </form>
  );
}
