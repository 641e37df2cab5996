"use client";
import type { Job } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { CopyButton } from "@/components/CopyButton.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { differences, presetValues } from "./draft.ts";
import { useRecipes } from "./use-recipes.ts";

export function RecipeView({ job }: { job: Job }) {
  const t = useTranslations("jobs");
  const book = useRecipes().data?.find((b) => b.engineId === job.engineId);
  const changed = book && job.preset ? Object.keys(differences(job.recipe, presetValues(book, job.preset))) : [];
  return (
    <Panel
      title={t("recipe")}
      note={job.preset ? t("recipeNote", { preset: t(`preset.${job.preset}`), count: changed.length }) : null}
      actions={<CopyButton text={JSON.stringify(job.recipe, null, 2)} what={t("recipe")} />}
    >
      <dl className="grid grid-cols-1 gap-x-8 gap-y-1.5 font-mono text-[0.8125rem] sm:grid-cols-2 xl:grid-cols-3">
        {Object.entries(job.recipe).map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4 border-line border-b border-dotted py-1">
            <dt className="text-quiet">{name}</dt>
            <dd className={changed.includes(name) ? "font-semibold text-gold-text" : ""}>
              {typeof value === "object" ? JSON.stringify(value) : String(value)}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
