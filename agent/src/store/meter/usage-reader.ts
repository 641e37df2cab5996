/** Sums out of the books, a few hours or days at a time: a look takes some milliseconds, and whoever needs many lets others in between. */
import type { LocalDays } from "./local-days.ts";
import type { MeterDb } from "./open-meter-db.ts";
import type { UsageNames } from "./usage-names.ts";

export type UsageReader = ReturnType<typeof createUsageReader>;
export type SumsBy = "key" | "project" | "route" | "model" | "kind";
export interface Look {
  by: readonly SumsBy[];
  /** Null or left out: all. */
  projects?: readonly string[] | null;
  /** So many hours or days as one; 1 when left out. */
  together?: number;
}
export interface SumsRow {
  /** "" where it was not asked for; so are the next four. */
  project: string;
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
const sums = counted.map((name) => `sum(${name}) AS ${name}`).join(", ");
/** As the tables are sorted: one hour's or day's rows then add up as they come, without sorting them anew. */
const sorted: readonly SumsBy[] = ["key", "project", "route", "model", "kind"];

export function createUsageReader(db: MeterDb, { names, daysOf }: { names: UsageNames; daysOf: LocalDays }) {
  const prepared = new Map<string, ReturnType<MeterDb["prepare"]>>();
  const statement = (sql: string) => {
    const known = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const text = (id: number | undefined) => (id === undefined ? "" : names.textOf(id));
  const read = (table: "hour" | "day", at: number, { by, projects = null, together = 1 }: Look): SumsRow[] => {
    const among = projects?.map(names.numberOf).filter((number) => number !== null) ?? null;
    if (among?.length === 0) return [];
    const group = sorted.filter((name) => by.includes(name));
    const when = together === 1 ? `${table} = ?` : `${table} >= ? AND ${table} < ?`;
    const where = among === null ? when : `${when} AND project IN (${among.map(() => "?").join(", ")})`;
    // Without anything to group by, no rows would still make one.
    const grouped = group.length === 0 ? "HAVING count(*) > 0" : `GROUP BY ${group.join(", ")}`;
    const sql = `SELECT ${[...group, sums].join(", ")} FROM usage_${table} WHERE ${where} ${grouped}`;
    const stretch = together === 1 ? [at] : [at, at + together];
    return (statement(sql).all(...stretch, ...(among ?? [])) as Row[]).map(({ project, key, route, model, kind, ...counts }) => ({
      ...{ project: text(project), key: text(key), route: text(route), model: text(model), kind: text(kind) },
      ...counts,
    }));
  };
  return {
    /** From a day of the box on: days since 1970-01-01 of that date. */
    day: (day: number, look: Look) => read("day", day, look),
    /** From an hour since 1970 on, UTC. */
    hour: (hour: number, look: Look) => read("hour", hour, look),
    localOf: daysOf,
  };
}
