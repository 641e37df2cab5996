"use client";
import { RouteName } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Field, Input } from "@/components/ui/Field.tsx";
import { testIds } from "@/lib/test-ids.ts";
import { parseNames } from "./route-draft.ts";

export interface Names {
  name: string;
  aliases: string;
}
export const areGoodNames = ({ name, aliases }: Names): boolean =>
  RouteName.safeParse(name).success && parseNames(aliases).wrong.length === 0;

/** The public name, and others that mean the same. */
export function NameFields({ value, onChange }: { value: Names; onChange: (names: Names) => void }) {
  const t = useTranslations("routes");
  const { wrong } = parseNames(value.aliases);
  const nameIsGood = value.name === "" || RouteName.safeParse(value.name).success;
  return (
    <>
      <Field label={t("name")} hint={t("nameHint")} error={nameIsGood ? null : t("nameRule")}>
        {(aria) => (
          <Input
            {...aria}
            required
            spellCheck={false}
            className="font-mono"
            placeholder="company-chat"
            data-testid={testIds.routeName}
            value={value.name}
            onChange={(e) => onChange({ ...value, name: e.target.value.trim() })}
          />
        )}
      </Field>
      <Field
        label={t("aliases")}
        hint={t("aliasesHint")}
        error={wrong.length > 0 ? t("aliasesRule", { names: wrong.join(", ") }) : null}
      >
        {(aria) => (
          <Input
            {...aria}
            spellCheck={false}
            className="font-mono"
            placeholder="gpt-4o-mini, helpdesk"
            value={value.aliases}
            onChange={(e) => onChange({ ...value, aliases: e.target.value })}
          />
        )}
      </Field>
    </>
  );
}
