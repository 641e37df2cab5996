import type { MeterDb } from "./open-meter-db.ts";

/** Rows per statement: fewer calls through the driver cost less; beyond some tens nothing is gained. */
const together = 40;

/**
 * Inserts rows given as one flat list of values. `into`: "INSERT INTO t (a, b)"; `or`: what stands after the values. Whatever begins
 * with rows of values can be told so, an UPDATE or DELETE by "WITH t (a) AS (" too.
 */
export function bulkInsert(db: MeterDb, into: string, columns: number, or = ""): (values: readonly unknown[]) => void {
  const marks = `(${Array(columns).fill("?").join(", ")})`;
  const many = db.prepare(`${into} VALUES ${Array(together).fill(marks).join(", ")} ${or}`);
  const one = db.prepare(`${into} VALUES ${marks} ${or}`);
  return (values) => {
    let at = 0;
    for (; at + together * columns <= values.length; at += together * columns)
      many.run(...values.slice(at, at + together * columns));
    for (; at < values.length; at += columns) one.run(...values.slice(at, at + columns));
  };
}
