"use client";
import type { StartImport } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Field, Input, Select } from "@/components/ui/Field.tsx";

export type Options = Pick<StartImport, "format" | "heldOutFraction" | "seed">;
export const plainOptions: Options = { format: "auto", heldOutFraction: 0.1, seed: 1 };

interface ImportOptionsProps {
  options: Options;
  onChange: (options: Options) => void;
}

export function ImportOptions({ options, onChange }: ImportOptionsProps) {
  const t = useTranslations("datasets");
  const percent = Math.round(options.heldOutFraction * 100);
  return (
    <details className="rounded-md border border-line px-4 py-3">
      <summary className="cursor-pointer font-medium text-sm">{t("options")}</summary>
      <div className="mt-4 grid gap-5 sm:grid-cols-3">
        <Field label={t("format")} hint={t("formatHint")}>
          {(aria) => (
            <Select
              {...aria}
              value={options.format}
              onChange={(e) => onChange({ ...options, format: e.target.value as Options["format"] })}
            >
              <option value="auto">{t("formatAuto")}</option>
              <option value="chat">{t("formatNames.chat")}</option>
              <option value="alpaca">{t("formatNames.alpaca")}</option>
            </Select>
          )}
        </Field>
        <Field label={t("heldOutPercent")} hint={t("heldOutHint")}>
          {(aria) => (
            <Input
              {...aria}
              type="number"
              min={1}
              max={50}
              value={percent}
              onChange={(e) => onChange({ ...options, heldOutFraction: clamp(Number(e.target.value), 1, 50) / 100 })}
            />
          )}
        </Field>
        <Field label={t("seed")} hint={t("seedHint")}>
          {(aria) => (
            <Input
              {...aria}
              type="number"
              min={0}
              max={2147483647}
              value={options.seed}
              onChange={(e) => onChange({ ...options, seed: clamp(Math.trunc(Number(e.target.value)), 0, 2147483647) })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}

const clamp = (n: number, min: number, max: number): number => Math.min(max, Math.max(min, Number.isFinite(n) ? n : min));
