/** What a key is at this moment, and how its budgets stand. Pure. */
import type { Budget, Key } from "@sluice/agent/contract";

export type KeyState = "active" | "rotating" | "disabled" | "expired" | "revoked";

export function stateOf(key: Key, nowMs: number): KeyState {
  if (key.revokedAt) return "revoked";
  if (key.expiresAt && Date.parse(key.expiresAt) <= nowMs) return "expired";
  if (key.disabledAt) return "disabled";
  return key.previous && Date.parse(key.previous.until) > nowMs ? "rotating" : "active";
}

export interface BudgetStanding {
  budget: Budget;
  spent: number;
  /** What the whole bar stands for. */
  scale: number;
  state: "fine" | "soft" | "hard";
}

export function budgetStandings(key: Pick<Key, "budgets" | "spent">): BudgetStanding[] {
  return key.budgets.map((budget) => {
    const spent = spentOf(key.spent, budget);
    const { soft, hard } = budget;
    const state = hard !== null && spent >= hard ? "hard" : soft !== null && spent >= soft ? "soft" : "fine";
    return { budget, spent, scale: Math.max(hard ?? 0, soft ?? 0, spent, 1e-9), state };
  });
}

function spentOf(spent: Key["spent"], { period, unit }: Budget): number {
  if (period === "day") return unit === "tokens" ? spent.dayTokens : spent.dayCost;
  return unit === "tokens" ? spent.monthTokens : spent.monthCost;
}
