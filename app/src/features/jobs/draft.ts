/** A job before it is started. Pure: what the form starts with, and what is sent. */
import type { CreateJob, Dataset, Job, Model, PresetId, RecipeBook } from "@sluice/agent/contract";

export interface Draft {
  name: string;
  /** Untouched names follow the dataset and preset. */
  named: boolean;
  baseModelId: string;
  datasetVersionId: string;
  preset: PresetId;
  /** Only what differs from the preset. */
  changes: Record<string, unknown>;
  questions: string;
  /** Id of a route its result goes to by itself; empty: none. */
  publishTo: string;
}

interface Start {
  datasets: Dataset[];
  bases: Model[];
  source: Job | null;
  wanted: { version: string | null; base: string | null };
}

export function firstDraft({ datasets, bases, source, wanted }: Start, book: RecipeBook): Draft {
  const versions = versionsOf(datasets);
  const version = versions.find((v) => v.id === (wanted.version ?? source?.datasetVersionId)) ?? versions[0];
  const base =
    bases.find((m) => m.id === (wanted.base ?? source?.baseModelId)) ??
    bases.find((m) => m.kind === "base" && !m.fake) ??
    bases[0];
  const preset = source?.preset ?? "balanced";
  return {
    name: source ? `${source.name} 2` : "",
    named: source !== null,
    baseModelId: base?.id ?? "",
    datasetVersionId: version?.id ?? "",
    preset,
    changes: source ? differences(source.recipe, presetValues(book, preset)) : {},
    questions: source?.sampleQuestions.join("\n") ?? "",
    publishTo: source?.publishTo ?? "",
  };
}

/** Every version of every dataset, the newest import first. */
export function versionsOf(datasets: Dataset[]) {
  return datasets
    .flatMap((d) => d.versions.map((v) => ({ ...v, datasetName: d.name })))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** All knobs with the preset's values. */
export function presetValues(book: RecipeBook, preset: string): Record<string, unknown> {
  const chosen = book.presets.find((p) => p.id === preset)?.recipe ?? {};
  return { ...Object.fromEntries(book.knobs.map((k) => [k.name, k.default])), ...chosen };
}

export function differences(values: Record<string, unknown>, from: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => name in from && JSON.stringify(value) !== JSON.stringify(from[name])),
  );
}

export function toRequest(draft: Draft, name: string, engineId: string): CreateJob {
  const sampleQuestions = draft.questions
    .split("\n")
    .map((q) => q.trim())
    .filter((q) => q !== "")
    .slice(0, 10);
  const { baseModelId, datasetVersionId, preset, changes } = draft;
  return {
    name,
    baseModelId,
    datasetVersionId,
    preset,
    recipe: changes,
    sampleQuestions,
    engineId,
    publishTo: draft.publishTo || null,
  };
}
