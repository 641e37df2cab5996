/** Sums of a day into meter.db in bulk, row for row as the books would have them (write-rollups.test.ts holds both side by side). */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { LocalDays } from "../../../agent/src/store/meter/local-days.ts";
import { openMeterDb } from "../../../agent/src/store/meter/open-meter-db.ts";
import type { Cell } from "./cells.ts";
import type { Use } from "./customer.ts";

const counted = ["requests", "failed", "prompt", "completion", "cached", "estimated", "cost"] as const;
const adding = (names: readonly string[]) => names.map((name) => `${name} = ${name} + excluded.${name}`).join(", ");

/** Through Node's SQLite: a row at a time it is several times as fast as libsql, and there are 60 million. */
export function openRollups(file: string, daysOf: LocalDays) {
  openMeterDb(file).close();
  const db = new DatabaseSync(file);
  db.exec("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64000; PRAGMA wal_autocheckpoint = 4000");
  const into = (table: string, by: readonly string[], what: readonly string[], more = "") => {
    const columns = [...by, ...what];
    const values = Array(columns.length).fill("?").join(", ");
    const insert = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values})`;
    const statement = db.prepare(`${insert} ON CONFLICT DO UPDATE SET ${adding(what)}${more}`);
    return (...row: SQLInputValue[]) => statement.run(...row);
  };
  const who = ["key", "project", "route", "model", "kind"];
  const hour = into("usage_hour", ["hour", ...who, "deployment"], counted);
  const day = into("usage_day", ["day", ...who], counted);
  const period = into("usage_period", ["period", "key"], ["tokens", "cost"]);
  const later = ", last_at = max(last_at, excluded.last_at)";
  const key = into("usage_key", ["key", "last_at"], ["requests", "prompt", "completion"], later);
  const rowOf = createRows(db);

  const write = (cells: readonly Cell[]): void => {
    const local = (cell: Cell) => daysOf(cell.hour * 3_600_000);
    for (const cell of cells) hour(cell.hour, ...rowOf(cell.use).who, rowOf(cell.use).deployment, ...countsOf(cell));
    const byDay = grouped(cells, (cell) => `${local(cell).day} ${rowOf(cell.use).name}`);
    for (const sums of byDay) day(local(sums).day, ...rowOf(sums.use).who, ...countsOf(sums));
    for (const name of ["day", "month"] as const) {
      for (const sums of grouped(byDay, (one) => `${local(one).periods[name]} ${rowOf(one.use).key}`))
        period(local(sums).periods[name], rowOf(sums.use).key, sums.prompt + sums.completion, sums.cost);
    }
    writeKeys(cells);
  };
  const writeKeys = (cells: readonly Cell[]): void => {
    for (const { use, lastAt, requests, prompt, completion } of grouped(cells, (cell) => rowOf(cell.use).key))
      key(rowOf(use).key, lastAt, requests, prompt, completion);
  };
  const inOne = (work: (cells: readonly Cell[]) => void) => (cells: readonly Cell[]) => {
    db.exec("BEGIN IMMEDIATE");
    work(cells);
    db.exec("COMMIT");
  };
  return {
    /** A day, or a part of one. */
    write: inOne(write),
    /** Nothing but that these keys were used: of days that are left out. */
    writeKeys: inOne(writeKeys),
    close(): void {
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      db.close();
    },
  };
}

/** Numbers of usage_name for who is in a row; new ones are given. */
function createRows(db: DatabaseSync): (use: Use) => UseRow {
  const insert = db.prepare("INSERT INTO usage_name (text) VALUES (?)");
  const known = db.prepare("SELECT text, id FROM usage_name").all() as unknown as { text: string; id: number }[];
  const numbers = new Map(known.map(({ text, id }) => [text, id]));
  const numberOf = (text: string): number => {
    const number = numbers.get(text) ?? Number(insert.run(text).lastInsertRowid);
    numbers.set(text, number);
    return number;
  };
  const rows = new WeakMap<Use, UseRow>();
  return (use) => {
    const made = rows.get(use);
    if (made) return made;
    const who = [use.key, use.project, use.route, use.model, use.kind].map(numberOf);
    const row = { who, name: who.join(" "), key: numberOf(use.key), deployment: numberOf(use.deployment) };
    rows.set(use, row);
    return row;
  };
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
