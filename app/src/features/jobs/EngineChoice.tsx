"use client";
import type { RecipeBook } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Field, Select } from "@/components/ui/Field.tsx";
import { useEngines } from "@/features/settings/use-engines.ts";

interface EngineChoiceProps {
  books: readonly RecipeBook[];
  value: string;
  onChange: (engineId: string) => void;
}

/** Only where there is a choice: most boxes have one engine that trains. */
export function EngineChoice({ books, value, onChange }: EngineChoiceProps) {
  const t = useTranslations("jobs");
  const engines = useEngines().data?.engines ?? [];
  if (books.length < 2) return null;
  return (
    <Field label={t("engine")} hint={t("engineHint")} className="mb-6 md:w-1/2">
      {(aria) => (
        <Select {...aria} value={value} onChange={(e) => onChange(e.target.value)}>
          {books.map(({ engineId }) => (
            <option key={engineId} value={engineId}>
              {engines.find((one) => one.id === engineId)?.title ?? engineId}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
