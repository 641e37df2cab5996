/** The newest lines of the usage books, for those who watch how deployments do. Each is read once, in the order it was stored. */
import type { MeterDb } from "./open-meter-db.ts";

export interface AnswerRow {
  row: number;
  /** Epoch milliseconds of its end. */
  at: number;
  deployment: string;
  /** The engine's own doing: a client's mistake or hang-up is none. */
  failed: boolean;
  /** To the first token, or to the whole answer where it was not streamed; null where there was none. */
  firstMs: number | null;
  /** Deployments that failed before the one that answered. */
  failedOn: string[];
}
export interface AnswerStore {
  /** The row before the first one that ended at `ms` or later. */
  rowBefore(ms: number): number;
  /** Of an emptied table the count begins anew: smaller than before. */
  lastRow(): number;
  after(row: number, limit: number): AnswerRow[];
  /** Requests under way that were asked before `ms` of this deployment, or by this public name. */
  open(asked: { deployment: string; route: string; before: number }): number;
  /** Was it asked by another public name since then? */
  askedElsewhere(deployment: string, route: string, sinceMs: number): boolean;
}

interface Line {
  row: number;
  at: number;
  deployment: string;
  status: number;
  cut: string | null;
  firstMs: number | null;
  totalMs: number;
  failedOn: string | null;
}

export function createAnswerStore(db: MeterDb): AnswerStore {
  const first = db.prepare("SELECT min(seq) AS row FROM usage_line WHERE at >= ?");
  const last = db.prepare("SELECT max(seq) AS row FROM usage_line");
  const after = db.prepare(
    `SELECT seq AS row, at, name.text AS deployment, status, cut, first_ms AS firstMs, total_ms AS totalMs, failed_on AS failedOn
     FROM usage_line JOIN usage_name AS name ON name.id = usage_line.deployment WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  const open = db.prepare(
    `SELECT count(*) AS n FROM usage_open
     WHERE at < ? AND (json_extract(line, '$.deployment') = ? OR json_extract(line, '$.route') = ?)`,
  );
  const elsewhere = db.prepare(
    `SELECT 1 AS n FROM usage_line WHERE at >= ? AND deployment = (SELECT id FROM usage_name WHERE text = ?)
     AND route IS NOT (SELECT id FROM usage_name WHERE text = ?) LIMIT 1`,
  );
  const lastRow = () => (last.get() as { row: number | null }).row ?? 0;
  return {
    rowBefore(ms) {
      const found = first.get(ms) as { row: number | null };
      return found.row === null ? lastRow() : found.row - 1;
    },
    lastRow,
    after: (row, limit) => (after.all(row, limit) as Line[]).map(toAnswer),
    open: ({ deployment, route, before }) => (open.get(before, deployment, route) as { n: number }).n,
    askedElsewhere: (deployment, route, sinceMs) => elsewhere.get(sinceMs, deployment, route) !== undefined,
  };
}

function toAnswer({ row, at, deployment, status, cut, firstMs, totalMs, failedOn }: Line): AnswerRow {
  const failed = status >= 500 || cut === "engine";
  const isWhole = status < 400 && cut === null;
  return {
    ...{ row, at, deployment, failed },
    firstMs: firstMs ?? (isWhole ? totalMs : null),
    failedOn: failedOn ? failedOn.split(",") : [],
  };
}
