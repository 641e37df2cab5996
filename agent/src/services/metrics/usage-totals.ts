/** Requests and tokens by route since the hour this agent was started in, out of the hours of the books: a counter, as Prometheus means it. */
import type { SumsRow, UsageReader } from "../../store/meter/usage-reader.ts";

export interface RouteTotals extends Pick<SumsRow, "route" | "requests" | "failed" | "prompt" | "completion" | "cached"> {}
const hourMs = 3_600_000;
/** A line may be stored some time after its hour was over. */
const openHours = 3;
const counted = ["requests", "failed", "prompt", "completion", "cached"] as const;

export function createUsageTotals(reader: Pick<UsageReader, "hour">, now: () => number): () => RouteTotals[] {
  let from = Math.floor(now() / hourMs);
  const closed = new Map<string, RouteTotals>();
  const add = (to: Map<string, RouteTotals>, hour: number, together: number): void => {
    for (const row of reader.hour(hour, { by: ["route"], together })) {
      const sum = to.get(row.route) ?? { route: row.route, requests: 0, failed: 0, prompt: 0, completion: 0, cached: 0 };
      to.set(row.route, { ...sum, ...Object.fromEntries(counted.map((name) => [name, sum[name] + row[name]])) });
    }
  };
  return () => {
    const hour = Math.floor(now() / hourMs);
    // What can grow no more is read once.
    const over = hour - openHours - from;
    if (over > 0) {
      add(closed, from, over);
      from += over;
    }
    const totals = new Map(closed);
    add(totals, from, hour - from + 1);
    return [...totals.values()].sort((a, b) => a.route.localeCompare(b.route));
  };
}
