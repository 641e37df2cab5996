import type { Key } from "../contract/key.ts";
import type { HealthCheck } from "./check.ts";

type Watched = Pick<Key, "id" | "name" | "revokedAt" | "disabledAt" | "budgets" | "spent">;

/** A soft budget refuses nothing: somebody is told, and decides. */
export function budgetsNear(list: () => Promise<readonly Watched[]>): HealthCheck {
  return {
    id: "budgets-near",
    everyMs: 30_000,
    async check() {
      const keys = (await list()).filter((key) => key.revokedAt === null && key.disabledAt === null);
      return keys.flatMap(({ id, name, budgets, spent }) =>
        budgets.flatMap(({ period, unit, soft, hard }) => {
          const used = spentOf(spent, period, unit);
          if (soft === null || used < soft) return [];
          return {
            id: `budget-near:${id}:${period}:${unit}`,
            severity: "warning" as const,
            code: "budget-near",
            message: `The key "${name}" has passed its soft budget of this ${period}: ${shown(used)} of ${shown(soft)}${unit === "tokens" ? " tokens" : ""}.`,
            fix: "Ask its owner, raise the budget, or disable the key.",
            href: `/keys/${id}`,
            details: { id, name, period, unit, used, soft, hard },
          };
        }),
      );
    },
  };
}

function spentOf(spent: Key["spent"], period: "day" | "month", unit: "tokens" | "cost"): number {
  if (unit === "tokens") return period === "day" ? spent.dayTokens : spent.monthTokens;
  return period === "day" ? spent.dayCost : spent.monthCost;
}
const shown = (value: number) => String(Math.round(value * 100) / 100);
