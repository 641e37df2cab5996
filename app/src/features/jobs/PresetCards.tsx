"use client";
import type { RecipeBook } from "@sluice/agent/contract";
import { RadioGroup } from "radix-ui";
import { useLocale, useTranslations } from "use-intl";
import { testIds } from "@/lib/test-ids.ts";
import { useFormat } from "@/lib/use-format.ts";
import { presetValues } from "./draft.ts";

interface PresetCardsProps {
  book: RecipeBook;
  value: string;
  onChange: (id: string) => void;
}

/** Three ways, each with what it costs. */
export function PresetCards({ book, value, onChange }: PresetCardsProps) {
  const t = useTranslations("jobs");
  const f = useFormat();
  const lang = useLocale() === "en" ? "en" : "zh";
  return (
    <RadioGroup.Root value={value} onValueChange={onChange} aria-label={t("how")} className="grid gap-3 md:grid-cols-3">
      {book.presets.map((preset) => {
        const { epochs, learningRate } = presetValues(book, preset.id);
        return (
          <RadioGroup.Item
            key={preset.id}
            value={preset.id}
            data-testid={testIds.jobPreset(preset.id)}
            className="flex flex-col items-start rounded-lg border border-line-strong p-4 text-left transition-colors hover:bg-sunken/60 data-[state=checked]:border-gold data-[state=checked]:bg-gold-wash"
          >
            <span className="flex w-full items-center gap-2.5 font-medium">
              <span aria-hidden className="grid size-4 place-items-center rounded-full border border-line-strong bg-surface">
                <RadioGroup.Indicator className="size-2 rounded-full bg-gold-strong" />
              </span>
              {preset.title[lang] || preset.id}
            </span>
            <span className="mt-1.5 text-quiet text-sm">{preset.hint[lang]}</span>
            <span className="mt-2 text-[0.8125rem] text-faint tabular-nums">
              {[
                typeof epochs === "number" ? t("epochs", { count: epochs }) : null,
                typeof learningRate === "number" ? t("rate", { rate: f.rate(learningRate) }) : null,
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </RadioGroup.Item>
        );
      })}
    </RadioGroup.Root>
  );
}
