import type { UsageNames } from "./usage-names.ts";

export interface RequestFilter {
  /** Null: all. */
  projects: readonly string[] | null;
  key?: string | undefined;
  route?: string | undefined;
  deployment?: string | undefined;
  /** From, and below. */
  status?: readonly [number, number] | undefined;
}

/** The first two values are the stretch of rows. Null: nothing can fit, a name in it was never used. */
export function requestConditions(filter: RequestFilter, names: UsageNames): { sql: string; values: number[] } | null {
  const parts = ["seq >= ?", "seq < ?"];
  const values: number[] = [];
  for (const name of ["key", "route", "deployment"] as const) {
    const text = filter[name];
    if (text === undefined) continue;
    const number = names.numberOf(text);
    if (number === null) return null;
    parts.push(`${name} = ?`);
    values.push(number);
  }
  if (filter.projects !== null) {
    const numbers = filter.projects.map((id) => names.numberOf(id)).filter((number) => number !== null);
    if (numbers.length === 0) return null;
    parts.push(`project IN (${numbers.map(() => "?").join(", ")})`);
    values.push(...numbers);
  }
  if (filter.status !== undefined) {
    parts.push("status >= ?", "status < ?");
    values.push(...filter.status);
  }
  return { sql: parts.join(" AND "), values };
}
