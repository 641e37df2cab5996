import type { ReportRow, UsageReport } from "../../contract/usage.ts";

const columns: readonly [string, (row: ReportRow) => string | number][] = [
  ["bucket", (row) => row.bucket],
  ["id", (row) => row.id],
  ["name", (row) => row.name],
  ["requests", (row) => row.requests],
  ["failed", (row) => row.failed],
  ["prompt_tokens", (row) => row.promptTokens],
  ["cached_tokens", (row) => row.cachedTokens],
  ["completion_tokens", (row) => row.completionTokens],
  ["estimated", (row) => row.estimated],
  ["cost", (row) => amount(row.cost)],
  ["card_hours", (row) => amount(row.cardHours)],
  ["training_cost", (row) => amount(row.trainingCost)],
];

/** RFC 4180 with CRLF; the mark at the beginning lets Excel read Chinese names as UTF-8. */
export function reportCsv({ rows, currency }: UsageReport): string {
  const head = [...columns.map(([name]) => name), "currency"];
  const lines = rows.map((row) => [...columns.map(([, of]) => of(row)), currency]);
  return `\ufeff${[head, ...lines].map((line) => `${line.map(field).join(",")}\r\n`).join("")}`;
}

/** Nine places: no nano-unit is rounded away, and no number is written as 1e-7. */
const amount = (value: number): string => value.toFixed(9).replace(/\.?0+$/, "");

/** A name that begins like a formula would be run by a spreadsheet: a quote before it makes it text. */
function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
