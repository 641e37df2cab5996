"use client";
import type { Knob } from "@sluice/agent/contract";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Field, Input, Select } from "@/components/ui/Field.tsx";

interface KnobFieldProps {
  knob: Knob;
  value: unknown;
  from: unknown;
  onChange: (value: unknown) => void;
}

export function KnobField({ knob, value, from, onChange }: KnobFieldProps) {
  const t = useTranslations("jobs");
  const lang = useLocale() === "en" ? "en" : "zh";
  const changed = JSON.stringify(value) !== JSON.stringify(from);
  const range =
    knob.min !== undefined && knob.max !== undefined
      ? `${knob.min} – ${knob.max}${knob.unit ? ` ${knob.unit}` : ""}`
      : (knob.unit ?? "");
  const label = (
    <span className="flex items-center gap-2">
      <code className="font-mono text-[0.8125rem]">{knob.name}</code>
      {changed ? (
        <button
          type="button"
          onClick={() => onChange(from)}
          aria-label={t("resetKnob", { name: knob.name, value: String(from) })}
          className="rounded p-0.5 text-gold-text hover:bg-sunken"
        >
          <RotateCcw aria-hidden className="size-3.5" />
        </button>
      ) : null}
    </span>
  );
  return (
    <Field
      label={label}
      hint={
        <>
          {knob.hint[lang]} {range ? <span className="text-faint">({range})</span> : null}
        </>
      }
    >
      {(aria) => {
        if (knob.type === "boolean")
          return (
            <Select {...aria} value={String(value)} onChange={(e) => onChange(e.target.value === "true")}>
              <option value="true">{t("on")}</option>
              <option value="false">{t("off")}</option>
            </Select>
          );
        if (knob.type === "choice")
          return (
            <Select {...aria} value={String(value)} onChange={(e) => onChange(e.target.value)}>
              {(knob.choices ?? []).map((choice) => (
                <option key={choice}>{choice}</option>
              ))}
            </Select>
          );
        if (knob.type === "list") return <ListInput {...aria} value={value} onChange={onChange} />;
        return <NumberInput {...aria} knob={knob} value={value} onChange={onChange} />;
      }}
    </Field>
  );
}

type Aria = { id: string; "aria-describedby": string | undefined };
type InputProps = Aria & { value: unknown; onChange: (value: unknown) => void };

/** Text while it is typed ("1e-" is on the way to "1e-4"), a number as soon as it is one within range. */
function NumberInput({ knob, value, onChange, ...aria }: InputProps & { knob: Knob }) {
  const [text, setText] = useState<string | null>(null);
  const fits = (n: number): boolean =>
    Number.isFinite(n) &&
    n >= (knob.min ?? -Infinity) &&
    n <= (knob.max ?? Infinity) &&
    (knob.type !== "integer" || Number.isInteger(n));
  const wrong = text !== null && !(text.trim() !== "" && fits(Number(text)));
  return (
    <Input
      {...aria}
      inputMode="decimal"
      aria-invalid={wrong || undefined}
      value={text ?? String(value)}
      onChange={(e) => {
        setText(e.target.value);
        if (e.target.value.trim() !== "" && fits(Number(e.target.value))) onChange(Number(e.target.value));
      }}
      onBlur={() => setText(null)}
    />
  );
}

function ListInput({ value, onChange, ...aria }: InputProps) {
  const shown = Array.isArray(value) ? value.join(", ") : String(value ?? "");
  return <Input {...aria} value={shown} onChange={(e) => onChange(e.target.value.split(",").map((item) => item.trim()))} />;
}
