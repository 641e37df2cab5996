/**
 * Single requests, newest first. Looked through a stretch of rows at a time, so that a filter that hits one request in a million does
 * not hold up the agent; who pages goes on where the last look ended.
 */
import { setImmediate } from "node:timers/promises";
import type { MeterDb } from "./open-meter-db.ts";
import { type RequestFilter, requestConditions } from "./request-conditions.ts";
import type { UsageNames } from "./usage-names.ts";

export type UsageRequests = ReturnType<typeof createUsageRequests>;
export interface RequestRecord {
  id: string;
  /** Epoch milliseconds of its end. */
  at: number;
  key: string;
  project: string;
  route: string;
  model: string;
  deployment: string;
  path: string;
  status: number;
  prompt: number;
  completion: number;
  cached: number;
  /** Nano-units. */
  cost: number;
  stream: boolean;
  queueMs: number;
  firstMs: number | null;
  totalMs: number;
  tries: number;
  estimated: boolean;
  cut: "client" | "engine" | null;
  log: string | null;
}
export interface RequestPage {
  rows: RequestRecord[];
  /** Where the next page begins; null: there are no older ones. */
  next: string | null;
  /** Of all pages, as far back as `countedRows` reaches. */
  total: number;
}

const columns =
  "seq, id, at, key, project, route, model, deployment, path, status, prompt, completion, cached, cost, stream, " +
  "queue_ms AS queueMs, first_ms AS firstMs, total_ms AS totalMs, tries, estimated, cut, log";
const stretchRows = 20_000;
/** There is no index per filter: some ten milliseconds a stretch, so a second at most for one page. */
const mostStretches = 100;
const countedRows = 200_000;
type Named = "key" | "project" | "route" | "model" | "deployment" | "path";
type Row = { seq: number } & Record<Named | "stream" | "estimated", number> & Omit<RequestRecord, Named | "stream" | "estimated">;

export function createUsageRequests(db: MeterDb, { names }: { names: UsageNames }) {
  const one = db.prepare(`SELECT ${columns} FROM usage_line WHERE id = ?`);
  const ends = db.prepare("SELECT (SELECT min(seq) FROM usage_line) AS first, (SELECT max(seq) FROM usage_line) AS last");
  const toRecord = ({ seq: _seq, stream, estimated, ...row }: Row): RequestRecord => ({
    ...row,
    ...{ key: names.textOf(row.key), project: names.textOf(row.project), route: names.textOf(row.route) },
    ...{ model: names.textOf(row.model), deployment: names.textOf(row.deployment), path: names.textOf(row.path) },
    ...{ stream: stream === 1, estimated: estimated === 1 },
  });
  return {
    get(id: string): RequestRecord | null {
      const [row] = one.all(id) as Row[];
      return row ? toRecord(row) : null;
    },
    async page(filter: RequestFilter, page: { limit: number; after?: string | undefined }): Promise<RequestPage> {
      const where = requestConditions(filter, names);
      const { first, last } = ends.get() as { first: number | null; last: number | null };
      if (where === null || first === null || last === null) return { rows: [], next: null, total: 0 };
      const select = db.prepare(`SELECT ${columns} FROM usage_line WHERE ${where.sql} ORDER BY seq DESC LIMIT ?`);
      const rows: Row[] = [];
      let below = page.after === undefined ? last + 1 : Math.min(Number(page.after), last + 1);
      for (let n = 0; n < mostStretches && rows.length <= page.limit && below > first; n++) {
        const from = Math.max(first, below - stretchRows);
        rows.push(...(select.all(from, below, ...where.values, page.limit + 1 - rows.length) as Row[]));
        below = from;
        await setImmediate();
      }
      const isMore = rows.length > page.limit;
      const shown = rows.slice(0, page.limit);
      const next = isMore ? shown.at(-1)?.seq : below > first ? below : undefined;
      return {
        rows: shown.map(toRecord),
        next: next === undefined ? null : String(next),
        total: await count(where, first, last),
      };
    },
  };

  async function count(where: { sql: string; values: number[] }, first: number, last: number): Promise<number> {
    const select = db.prepare(`SELECT count(*) AS n FROM usage_line WHERE ${where.sql}`);
    let total = 0;
    for (let below = last + 1; below > Math.max(first, last + 1 - countedRows); below -= stretchRows) {
      total += (select.get(Math.max(first, below - stretchRows), below, ...where.values) as { n: number }).n;
      await setImmediate();
    }
    return total;
  }
}
