/** Sums of a day into meter.db in bulk, row for row as the books would have them (write-rollups.test.ts holds both side by side). */
import { bulkInsert } from "../../../agent/src/store/meter/bulk-insert.ts";
import type { LocalDays } from "../../../agent/src/store/meter/local-days.ts";
import type { MeterDb } from "../../../agent/src/store/meter/open-meter-db.ts";
import { createUsageNames } from "../../../agent/src/store/meter/usage-names.ts";
import type { Cell } from "./cells.ts";
import type { Use } from "./customer.ts";

const counted = ["requests", "failed", "prompt", "completion", "cached", "estimated", "cost"] as const;
const adding = (names: readonly string[]) => names.map((name) => `${name} = ${name} + excluded.${name}`).join(", ");

/** Writes one day at a time. `onlyKeys`: nothing but that its keys were used, for days that are left out. */
export function createRollupWriter(db: MeterDb, daysOf: LocalDays) {
  const names = createUsageNames(db);
  const into = (table: string, by: readonly string[], what: readonly string[], more = "") => {
    const columns = [...by, ...what];
    const or = `ON CONFLICT DO UPDATE SET ${adding(what)}${more}`;
    return bulkInsert(db, `INSERT INTO ${table} (${columns.join(", ")})`, columns.length, or);
  };
  const who = ["key", "project", "route", "model", "kind"];
  const hours = into("usage_hour", ["hour", ...who, "deployment"], counted);
  const days = into("usage_day", ["day", ...who], counted);
  const periods = into("usage_period", ["period", "key"], ["tokens", "cost"]);
  const later = ", last_at = max(last_at, excluded.last_at)";
  const keys = into("usage_key", ["key", "last_at"], ["requests", "prompt", "completion"], later);
  const rows = new Map<Use, UseRow>();
  const rowOf = (use: Use): UseRow => {
    const { key, project, route, model, kind, deployment } = use;
    const known = rows.get(use);
    if (known) return known;
    const who = [key, project, route, model, kind].map(names.take);
    const row = { who, name: who.join(" "), key: names.take(key), deployment: names.take(deployment) };
    rows.set(use, row);
    return row;
  };
  const write = (cells: readonly Cell[], onlyKeys: boolean): void => {
    const local = (cell: Cell) => daysOf(cell.hour * 3_600_000);
    const byDay = grouped(cells, (cell) => `${local(cell).day} ${rowOf(cell.use).name}`);
    const byKey = grouped(byDay, ({ use }) => rowOf(use).key);
    keys(byKey.flatMap((sums) => [rowOf(sums.use).key, sums.lastAt, sums.requests, sums.prompt, sums.completion]));
    if (onlyKeys) return;
    hours(cells.flatMap((cell) => [cell.hour, ...rowOf(cell.use).who, rowOf(cell.use).deployment, ...countsOf(cell)]));
    days(byDay.flatMap((sums) => [local(sums).day, ...rowOf(sums.use).who, ...countsOf(sums)]));
    for (const period of ["day", "month"] as const) {
      const spent = grouped(byDay, (sums) => `${local(sums).periods[period]} ${rowOf(sums.use).key}`);
      periods(
        spent.flatMap((sums) => [local(sums).periods[period], rowOf(sums.use).key, sums.prompt + sums.completion, sums.cost]),
      );
    }
    // The playground's are seen on one day only.
    if (rows.size > 100_000) rows.clear();
  };
  return db.transaction(write).immediate as (cells: readonly Cell[], onlyKeys: boolean) => void;
}

/** Numbers of usage_name. */
interface UseRow {
  /** In the order of the columns. */
  who: number[];
  name: string;
  key: number;
  deployment: number;
}
const countsOf = (sums: Cell) => counted.map((name) => sums[name]);

/** Added up by fewer words; hour and use are those of the first of each. */
function grouped(cells: readonly Cell[], idOf: (cell: Cell) => string | number): Cell[] {
  const groups = new Map<string | number, Cell>();
  for (const cell of cells) {
    const id = idOf(cell);
    const group = groups.get(id);
    if (!group) {
      groups.set(id, { ...cell });
      continue;
    }
    for (const name of counted) group[name] += cell[name];
    group.lastAt = Math.max(group.lastAt, cell.lastAt);
  }
  return [...groups.values()];
}
