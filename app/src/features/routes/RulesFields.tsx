"use client";
import { useTranslations } from "use-intl";
import { Field, Input } from "@/components/ui/Field.tsx";
import type { RulesDraft } from "./rules-draft.ts";

interface RulesFieldsProps {
  draft: RulesDraft;
  wrong: readonly (keyof RulesDraft)[] | null;
  onChange: (draft: RulesDraft) => void;
}
const names = ["steps", "minRequests", "minSeconds", "maxExtraErrorPercent", "maxLatencyRatio"] as const;

/** Folded away: the box's own rules are right for most. */
export function RulesFields({ draft, wrong, onChange }: RulesFieldsProps) {
  const t = useTranslations("publish");
  return (
    <details className="rounded-md border border-line px-4 py-3" open={wrong !== null || undefined}>
      <summary className="cursor-pointer font-medium text-sm">{t("rules")}</summary>
      <div className="mt-4 grid gap-4 sm:grid-cols-2">
        {names.map((name) => (
          <Field
            key={name}
            label={t(`field.${name}`)}
            hint={t(`hint.${name}`)}
            error={wrong?.includes(name) ? t(`rule.${name}`) : null}
            className={name === "steps" ? "sm:col-span-2" : ""}
          >
            {(aria) => (
              <Input
                {...aria}
                {...(name === "steps" ? {} : { type: "number", min: 0, step: "any" })}
                value={draft[name]}
                onChange={(e) => onChange({ ...draft, [name]: e.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}
