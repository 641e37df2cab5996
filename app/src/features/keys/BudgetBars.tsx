"use client";
import type { Key } from "@sluice/agent/contract";
import { TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { useCurrency } from "@/features/usage/use-prices.ts";
import { cn } from "@/lib/cn.ts";
import { useFormat } from "@/lib/use-format.ts";
import { type BudgetStanding, budgetStandings } from "./key-state.ts";

const fills = { fine: "bg-good", soft: "bg-warn", hard: "bg-bad" } as const;

/** What was spent of each budget: bar with marks where it warns and where it ends, and the same in words. */
export function BudgetBars({ of: key, short }: { of: Key; short?: boolean }) {
  const standings = budgetStandings(key);
  if (standings.length === 0) return <span className="text-quiet">–</span>;
  const shown = short ? [worst(standings)] : standings;
  return (
    <ul className={cn("flex flex-col", short ? "min-w-36" : "gap-4")}>
      {shown.map((standing) => (
        <li key={`${standing.budget.period}-${standing.budget.unit}`}>
          <Bar standing={standing} short={short ?? false} />
        </li>
      ))}
    </ul>
  );
}

/** The one that is nearest to its end. */
const worst = (standings: BudgetStanding[]): BudgetStanding =>
  standings.reduce((a, b) => (b.spent / b.scale > a.spent / a.scale ? b : a));

function Bar({ standing, short }: { standing: BudgetStanding; short: boolean }) {
  const t = useTranslations("keys");
  const f = useFormat();
  const currency = useCurrency();
  const { budget, spent, scale, state } = standing;
  const amount = (n: number): string => (budget.unit === "cost" ? f.money(n, currency) : f.count(n));
  const end = budget.hard ?? budget.soft ?? 0;
  const words = t(`budgetOf.${budget.period}`, { spent: amount(spent), end: amount(end), unit: budget.unit });
  return (
    <>
      <p className={cn("flex flex-wrap items-center gap-x-2 tabular-nums", short ? "text-[0.8125rem]" : "text-sm")}>
        {state === "fine" ? null : (
          <TriangleAlert
            aria-label={t(`budgetState.${state}`)}
            className={cn("size-3.5", state === "hard" ? "text-bad" : "text-warn")}
          />
        )}
        {words}
      </p>
      <div aria-hidden className="relative mt-1 h-2 overflow-hidden rounded-full bg-sunken">
        <div className={cn("h-full", fills[state])} style={{ width: `${Math.min(100, (spent / scale) * 100)}%` }} />
        {[budget.soft, budget.hard].map((mark, i) =>
          mark === null ? null : (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: two marks, never reordered.
              key={i}
              className={cn("absolute top-0 h-full w-0.5", i === 0 ? "bg-ink/50" : "bg-ink")}
              style={{ left: `min(calc(${(mark / scale) * 100}%), calc(100% - 2px))` }}
            />
          ),
        )}
      </div>
      {short ? null : (
        <p className="mt-1 text-[0.8125rem] text-quiet">
          {[
            budget.soft === null ? null : t("softAt", { at: amount(budget.soft) }),
            budget.hard === null ? t("noHard") : t("hardAt", { at: amount(budget.hard) }),
            state === "fine" ? null : t(`budgetState.${state}`),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
    </>
  );
}
