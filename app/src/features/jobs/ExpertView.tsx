"use client";
import type { Knob } from "@sluice/agent/contract";
import { RotateCcw } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { differences } from "./draft.ts";
import { KnobField } from "./KnobField.tsx";
import { useGroupTitle } from "./use-group-title.ts";

interface ExpertViewProps {
  knobs: Knob[];
  /** The preset's values. */
  from: Record<string, unknown>;
  changes: Record<string, unknown>;
  onChange: (changes: Record<string, unknown>) => void;
}

/** Every knob of the recipe, and what differs from the preset. */
export function ExpertView({ knobs, from, changes, onChange }: ExpertViewProps) {
  const t = useTranslations("jobs");
  const groupTitle = useGroupTitle();
  const groups = [...new Set(knobs.map((k) => k.group))];
  const set = (name: string, value: unknown): void => onChange(differences({ ...from, ...changes, [name]: value }, from));
  const changed = Object.keys(changes);
  return (
    <details className="mt-5 rounded-lg border border-line">
      <summary className="cursor-pointer px-4 py-3 font-medium text-sm">
        {t("expert")}{" "}
        <span className="font-normal text-quiet">
          {changed.length === 0 ? t("asPreset") : t("changedCount", { count: changed.length })}
        </span>
      </summary>
      <div className="border-line border-t p-4">
        {changed.length > 0 ? (
          <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md bg-gold-wash px-4 py-2.5 text-sm">
            <ul className="flex flex-1 flex-wrap gap-x-4 gap-y-1 font-mono text-[0.8125rem]">
              {changed.map((name) => (
                <li key={name}>
                  {name}: <s className="text-quiet">{String(from[name])}</s> → {String(changes[name])}
                </li>
              ))}
            </ul>
            <Button size="sm" onClick={() => onChange({})}>
              <RotateCcw aria-hidden /> {t("resetAll")}
            </Button>
          </div>
        ) : null}
        <div className="flex flex-col gap-7">
          {groups.map((group) => (
            <fieldset key={group}>
              <legend className="mb-3 font-semibold text-[0.8125rem] text-quiet">{groupTitle(group)}</legend>
              <div className="grid gap-x-6 gap-y-5 md:grid-cols-2 xl:grid-cols-3">
                {knobs
                  .filter((k) => k.group === group)
                  .map((knob) => (
                    <KnobField
                      key={knob.name}
                      knob={knob}
                      value={changes[knob.name] ?? from[knob.name]}
                      from={from[knob.name]}
                      onChange={(v) => set(knob.name, v)}
                    />
                  ))}
              </div>
            </fieldset>
          ))}
        </div>
      </div>
    </details>
  );
}
