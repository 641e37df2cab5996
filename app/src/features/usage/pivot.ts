/** Rows of a report as piles of a chart and as sums. Pure. */
import type { ReportRow, UsageGroup } from "@sluice/agent/contract";
import type { Stack } from "@/components/stacked.ts";

export const metrics = ["cost", "tokens", "requests", "cardHours"] as const;
export type Metric = (typeof metrics)[number];

export function metricOf(row: ReportRow, metric: Metric): number {
  if (metric === "cost") return row.cost + row.trainingCost;
  if (metric === "tokens") return row.promptTokens + row.completionTokens;
  return row[metric];
}

/** One pile per group, one value per bucket. Two groups of one name stay two. */
export function stacksOf(rows: readonly ReportRow[], buckets: readonly string[], metric: Metric): Stack[] {
  const at = new Map(buckets.map((bucket, i) => [bucket, i]));
  const groups = new Map<string, Stack>();
  for (const row of rows) {
    const index = at.get(row.bucket);
    if (index === undefined) continue;
    const stack = groups.get(row.id) ?? { label: row.name, values: buckets.map(() => 0) };
    stack.values[index] = (stack.values[index] ?? 0) + metricOf(row, metric);
    groups.set(row.id, stack);
  }
  return [...groups.values()].filter((stack) => stack.values.some((value) => value > 0));
}

/** A route or a key trains nothing. */
export const chargesTraining = (group: UsageGroup): boolean => group !== "route" && group !== "key";

const summed = [
  "requests",
  "failed",
  "promptTokens",
  "cachedTokens",
  "completionTokens",
  "estimated",
  "cost",
  "cardHours",
  "trainingCost",
] as const;
export type Totals = Record<(typeof summed)[number], number>;

export function totalsOf(rows: readonly ReportRow[]): Totals {
  const totals = Object.fromEntries(summed.map((name) => [name, 0])) as Totals;
  for (const row of rows) for (const name of summed) totals[name] += row[name];
  return totals;
}
