"use client";
import { useTranslations } from "use-intl";
import { Input } from "@/components/ui/Field.tsx";
import { useCurrency } from "@/features/usage/use-prices.ts";
import { budgetKinds, type KeyDraft } from "./key-draft.ts";

interface BudgetFieldsProps {
  draft: KeyDraft;
  isWrong: boolean;
  onChange: (part: Partial<KeyDraft>) => void;
}

/** Four budgets by two marks. Soft warns in the console; hard refuses. */
export function BudgetFields({ draft, isWrong, onChange }: BudgetFieldsProps) {
  const t = useTranslations("keys");
  const currency = useCurrency();
  const set = (id: (typeof budgetKinds)[number]["id"], mark: "soft" | "hard", value: string): void =>
    onChange({ budgets: { ...draft.budgets, [id]: { ...draft.budgets[id], [mark]: value } } });
  return (
    <fieldset>
      <legend className="font-medium text-sm">{t("budgets")}</legend>
      <p className="mb-2 text-[0.8125rem] text-quiet">{t("budgetsHint")}</p>
      <table className="w-full max-w-xl text-sm">
        <thead className="text-[0.8125rem] text-quiet">
          <tr>
            <td />
            <th scope="col" className="pb-1 text-left font-medium">
              {t("soft")}
            </th>
            <th scope="col" className="pb-1 text-left font-medium">
              {t("hard")}
            </th>
          </tr>
        </thead>
        <tbody>
          {budgetKinds.map(({ id }) => (
            <tr key={id}>
              <th scope="row" className="py-1 pr-4 text-left font-normal">
                {t(`budget.${id}`, { currency })}
              </th>
              {(["soft", "hard"] as const).map((mark) => (
                <td key={mark} className="py-1 pr-3">
                  <Input
                    type="number"
                    min={0}
                    step="any"
                    aria-label={`${t(`budget.${id}`, { currency })}, ${t(mark)}`}
                    value={draft.budgets[id][mark]}
                    onChange={(e) => set(id, mark, e.target.value)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {isWrong ? (
        <p role="alert" className="mt-1 text-[0.8125rem] text-bad">
          {t("budgetsRule")}
        </p>
      ) : null}
    </fieldset>
  );
}
