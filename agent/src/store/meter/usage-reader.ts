/** Sums out of the books, one hour or one day at a time: a look takes some milliseconds, and whoever needs many lets others in between. */
import type { LocalDays } from "./local-days.ts";
import type { MeterDb } from "./open-meter-db.ts";
import type { UsageNames } from "./usage-names.ts";

export type UsageReader = ReturnType<typeof createUsageReader>;
export type SumsBy = "key" | "route" | "model" | "kind";
export interface SumsRow {
  project: string;
  /** "" where it was not asked for. */
  key: string;
  route: string;
  model: string;
  kind: string;
  requests: number;
  failed: number;
  prompt: number;
  completion: number;
  cached: number;
  estimated: number;
  /** Nano-units. */
  cost: number;
}
type Row = Record<keyof SumsRow, number>;
const counted = ["requests", "failed", "prompt", "completion", "cached", "estimated", "cost"];

export function createUsageReader(db: MeterDb, { names, daysOf }: { names: UsageNames; daysOf: LocalDays }) {
  const prepared = new Map<string, ReturnType<MeterDb["prepare"]>>();
  const statement = (table: "hour" | "day", by: readonly SumsBy[]) => {
    const group = ["project", ...by].join(", ");
    const sums = counted.map((name) => `sum(${name}) AS ${name}`).join(", ");
    const sql = `SELECT ${group}, ${sums} FROM usage_${table} WHERE ${table} = ? GROUP BY ${group}`;
    const known = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const read = (table: "hour" | "day", at: number, by: readonly SumsBy[]): SumsRow[] => {
    const text = (id: number | undefined) => (id === undefined ? "" : names.textOf(id));
    return (statement(table, by).all(at) as Row[]).map(({ project, key, route, model, kind, ...sums }) => ({
      ...{ project: text(project), key: text(key), route: text(route), model: text(model), kind: text(kind) },
      ...sums,
    }));
  };
  return {
    /** Of one day of the box: days since 1970-01-01 of that date. Always by project too. */
    day: (day: number, by: readonly SumsBy[]) => read("day", day, by),
    /** Of one hour since 1970, UTC. */
    hour: (hour: number, by: readonly SumsBy[]) => read("hour", hour, by),
    localOf: daysOf,
  };
}
