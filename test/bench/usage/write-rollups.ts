/** Sums of a day into meter.db in bulk, row for row as the books would have them (write-rollups.test.ts holds both side by side). */
import { bulkInsert } from "../../../agent/src/store/meter/bulk-insert.ts";
import type { LocalDays } from "../../../agent/src/store/meter/local-days.ts";
import type { MeterDb } from "../../../agent/src/store/meter/open-meter-db.ts";
import { createUsageNames } from "../../../agent/src/store/meter/usage-names.ts";
import type { Cell } from "./cells.ts";

type Counts = Omit<Cell, "hour" | "use">;
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
  const write = (cells: readonly Cell[], onlyKeys: boolean): void => {
    const byKey = grouped(cells, ({ use }) => [names.take(use.key)]);
    keys([...byKey.values()].flatMap(({ by, sums }) => [...by, sums.lastAt, sums.requests, sums.prompt, sums.completion]));
    if (onlyKeys) return;
    const rowOf = (cell: Cell) => {
      const { key, project, route, model, kind } = cell.use;
      return [key, project, route, model, kind].map(names.take);
    };
    hours(cells.flatMap((cell) => [cell.hour, ...rowOf(cell), names.take(cell.use.deployment), ...countsOf(cell)]));
    const localOf = (cell: Cell) => daysOf(cell.hour * 3_600_000);
    const byDay = grouped(cells, (cell) => [localOf(cell).day, ...rowOf(cell)]);
    days([...byDay.values()].flatMap(({ by, sums }) => [...by, ...countsOf(sums)]));
    for (const period of ["day", "month"] as const) {
      const spent = grouped(cells, (cell) => [localOf(cell).periods[period], names.take(cell.use.key)]);
      periods([...spent.values()].flatMap(({ by, sums }) => [...by, sums.prompt + sums.completion, sums.cost]));
    }
  };
  return db.transaction(write).immediate as (cells: readonly Cell[], onlyKeys: boolean) => void;
}

const countsOf = (sums: Counts) => counted.map((name) => sums[name]);

function grouped(cells: readonly Cell[], byOf: (cell: Cell) => (string | number)[]) {
  const groups = new Map<string, { by: (string | number)[]; sums: Counts }>();
  for (const cell of cells) {
    const by = byOf(cell);
    const group = groups.get(by.join(" "));
    if (!group) {
      groups.set(by.join(" "), { by, sums: { ...cell } });
      continue;
    }
    for (const name of counted) group.sums[name] += cell[name];
    group.sums.lastAt = Math.max(group.sums.lastAt, cell.lastAt);
  }
  return groups;
}
