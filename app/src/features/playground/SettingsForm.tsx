"use client";
import { useTranslations } from "use-intl";
import { Field, Input, Textarea } from "@/components/ui/Field.tsx";

export interface AskSettings {
  system: string;
  temperature: number;
  maxTokens: number;
}
/** Greedy by default: two models are compared on what they know, not on dice. */
export const plainSettings: AskSettings = { system: "", temperature: 0, maxTokens: 200 };

export function SettingsForm({ settings, onChange }: { settings: AskSettings; onChange: (settings: AskSettings) => void }) {
  const t = useTranslations("playground");
  return (
    <details className="rounded-lg border border-line bg-surface px-4 py-3">
      <summary className="cursor-pointer font-medium text-sm">{t("settings")}</summary>
      <div className="mt-4 grid gap-5 md:grid-cols-[2fr_1fr_1fr]">
        <Field label={t("system")} hint={t("systemHint")}>
          {(aria) => (
            <Textarea {...aria} value={settings.system} onChange={(e) => onChange({ ...settings, system: e.target.value })} />
          )}
        </Field>
        <Field label={t("temperature")} hint={t("temperatureHint")}>
          {(aria) => (
            <Input
              {...aria}
              type="number"
              min={0}
              max={2}
              step={0.1}
              value={settings.temperature}
              onChange={(e) => onChange({ ...settings, temperature: within(e.target.value, 0, 2) })}
            />
          )}
        </Field>
        <Field label={t("maxTokens")} hint={t("maxTokensHint")}>
          {(aria) => (
            <Input
              {...aria}
              type="number"
              min={1}
              max={4096}
              value={settings.maxTokens}
              onChange={(e) => onChange({ ...settings, maxTokens: Math.trunc(within(e.target.value, 1, 4096)) })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}

const within = (text: string, min: number, max: number): number => Math.min(max, Math.max(min, Number(text) || min));
