"use client";
import { useTranslations } from "use-intl";
import { Field, Input, Select } from "@/components/ui/Field.tsx";
import { testIds } from "@/lib/test-ids.ts";
import { BudgetFields } from "./BudgetFields.tsx";
import { type KeyDraft, kinds } from "./key-draft.ts";
import { RouteChoice } from "./RouteChoice.tsx";

interface KeyFieldsProps {
  draft: KeyDraft;
  wrong: readonly string[] | null;
  onChange: (part: Partial<KeyDraft>) => void;
  /** Whose key it is stays as it was made. */
  fixedKind: boolean;
}

/** Everything that may be limited; all of it optional. */
export function KeyFields({ draft, wrong, onChange, fixedKind }: KeyFieldsProps) {
  const t = useTranslations("keys");
  // One that only reads metrics has no use for the others.
  const asksModels = draft.kind !== "metrics";
  const text = (name: "requestsPerMinute" | "tokensPerMinute" | "expires" | "department", type: string, testId?: string) => (
    <Field
      label={t(name)}
      hint={t(`limitHint.${name}`)}
      error={wrong?.includes(name === "expires" ? "expiresAt" : name) ? t(`limitRule.${name}`) : null}
    >
      {(aria) => (
        <Input
          {...aria}
          type={type}
          {...(type === "number" ? { min: 1, step: 1 } : {})}
          data-testid={testId}
          value={draft[name]}
          onChange={(e) => onChange({ [name]: e.target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="flex flex-col gap-5">
      <div className="grid gap-5 sm:grid-cols-2">
        {fixedKind ? null : (
          <Field label={t("kind")} hint={t(`kindHint.${draft.kind}`)}>
            {(aria) => (
              <Select
                {...aria}
                value={draft.kind}
                onChange={(e) => onChange({ kind: kinds.find((kind) => kind === e.target.value) ?? "person" })}
              >
                {kinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`kindOf.${kind}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {asksModels ? text("department", "text") : null}
        {asksModels ? text("requestsPerMinute", "number", testIds.keyRequestsPerMinute) : null}
        {asksModels ? text("tokensPerMinute", "number") : null}
        {text("expires", "datetime-local")}
        <Field label={t("ips")} hint={t("ipsHint")} error={wrong?.includes("ips") ? t("ipsRule") : null}>
          {(aria) => (
            <Input
              {...aria}
              spellCheck={false}
              className="font-mono"
              placeholder="10.20.0.0/16, 192.168.1.7"
              value={draft.ips}
              onChange={(e) => onChange({ ips: e.target.value })}
            />
          )}
        </Field>
      </div>
      {asksModels ? (
        <>
          <RouteChoice draft={draft} isWrong={wrong?.includes("allowedRoutes") ?? false} onChange={onChange} />
          <BudgetFields draft={draft} isWrong={wrong?.includes("budgets") ?? false} onChange={onChange} />
        </>
      ) : null}
    </div>
  );
}
