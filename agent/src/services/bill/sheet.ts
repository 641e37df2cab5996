import type { ReportRow } from "../../contract/usage.ts";
import type { SumsRow } from "../../store/meter/usage-reader.ts";
import type { Group } from "./group-of.ts";

type Line = Omit<ReportRow, "cost" | "cardHours"> & { nano: number; cardMs: number };
const nanoPerUnit = 1e9;
const hourMs = 3_600_000;

/** The rows of a report while they are added up: whole nano-units and milliseconds, so that the order of adding changes nothing. */
export function createSheet() {
  const lines = new Map<string, Line>();
  const lineOf = (bucket: string, { id, name }: Group): Line => {
    const at = `${bucket}\n${id}`;
    const known = lines.get(at);
    if (known) return known;
    const tokens = { requests: 0, failed: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, estimated: 0 };
    const line = { bucket, id, name, ...tokens, nano: 0, cardMs: 0, trainingCost: 0 };
    lines.set(at, line);
    return line;
  };
  return {
    size: () => lines.size,
    addTokens(bucket: string, group: Group, sums: SumsRow): void {
      const line = lineOf(bucket, group);
      line.requests += sums.requests;
      line.failed += sums.failed;
      line.promptTokens += sums.prompt;
      line.cachedTokens += sums.cached;
      line.completionTokens += sums.completion;
      line.estimated += sums.estimated;
      line.nano += sums.cost;
    },
    addTraining(bucket: string, group: Group, cardMs: number, perCardHour: number): void {
      const line = lineOf(bucket, group);
      line.cardMs += cardMs;
      line.trainingCost += (cardMs / hourMs) * perCardHour;
    },
    /** By time, then the dearest first. */
    rows(): ReportRow[] {
      const rows = [...lines.values()].map(({ nano, cardMs, trainingCost, ...line }) => ({
        ...line,
        ...{ cost: nano / nanoPerUnit, cardHours: cardMs / hourMs, trainingCost },
      }));
      const total = (row: ReportRow) => row.cost + row.trainingCost;
      return rows.sort(
        (a, b) =>
          compare(a.bucket, b.bucket) ||
          total(b) - total(a) ||
          b.requests - a.requests ||
          compare(a.name, b.name) ||
          compare(a.id, b.id),
      );
    },
  };
}
export type Sheet = ReturnType<typeof createSheet>;

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
