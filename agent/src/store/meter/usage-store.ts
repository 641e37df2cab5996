/** Usage as the agent keeps it. A batch and the place it was read up to are one transaction: every request is counted exactly once. */
import { costOf, UsageLine } from "../../contract/snapshot.ts";
import { parseJson } from "../../lib/parse-json.ts";
import type { MeterDb } from "./open-meter-db.ts";
import { prepareUsageStatements, type UsageStatements } from "./usage-statements.ts";

type Open = Extract<UsageLine, { t: "open" }>;
type End = Extract<UsageLine, { t: "end" }>;

export interface UsageBatch {
  file: string;
  /** Must be where the last batch of this file ended, else nothing is stored: someone else was faster. */
  from: number;
  next: number;
  lines: readonly UsageLine[];
  /** Set once the file's gateway is gone and all is read: what is still open is closed from its last mark. */
  finishedAt: number | null;
}
export interface UsageFile {
  name: string;
  offset: number;
  finishedAt: number | null;
}
export interface UsageDay {
  day: string;
  key: string;
  route: string;
  requests: number;
  failed: number;
  prompt: number;
  completion: number;
  estimated: number;
}
export interface KeyTotal {
  key: string;
  requests: number;
  prompt: number;
  completion: number;
  lastAt: number;
}
export interface UsageStore {
  files(): UsageFile[];
  store(batch: UsageBatch): void;
  forgetFile(name: string): void;
  /** Sums per UTC day, newest day first. */
  days(sinceMs: number): UsageDay[];
  keyTotals(): KeyTotal[];
  pruneLines(beforeMs: number): void;
}

const hourMs = 3_600_000;

export function createUsageStore(db: MeterDb): UsageStore {
  const sql = prepareUsageStatements(db);
  return {
    files: () => sql.files.all() as UsageFile[],
    store: db.transaction((batch: UsageBatch) => storeBatch(sql, batch)).immediate,
    forgetFile: (name) => void sql.forgetFile.run(name),
    days: (sinceMs) => sql.days.all(Math.floor(sinceMs / hourMs)) as UsageDay[],
    keyTotals: () => sql.keyTotals.all() as KeyTotal[],
    pruneLines: (beforeMs) => void sql.pruneLines.run(beforeMs),
  };
}

function storeBatch(sql: UsageStatements, batch: UsageBatch): void {
  const known = sql.offset.get(batch.file) as { offset: number } | undefined;
  if ((known?.offset ?? 0) !== batch.from) return;
  for (const line of batch.lines) {
    if (line.t === "open") sql.open.run(line.id, batch.file, line.at, JSON.stringify(line), line.at);
    else if (line.t === "event") continue;
    else if (line.t === "mark") sql.mark.run(line.at, line.completion, line.id);
    else {
      sql.close.run(line.id);
      storeEnd(sql, line);
    }
  }
  if (batch.finishedAt !== null) closeOpens(sql, batch.file);
  sql.file.run(batch.file, batch.next, batch.finishedAt);
}

function storeEnd(sql: UsageStatements, end: End): void {
  const { id, at, key, project, deployment, route: model, path, status, prompt, completion, cached, firstMs, totalMs, cut } = end;
  const estimated = end.estimated ? 1 : 0;
  sql.line.run(
    id,
    at,
    key,
    project,
    deployment,
    model,
    path,
    status,
    prompt,
    completion,
    cached,
    firstMs,
    totalMs,
    estimated,
    cut,
    end.failedOn?.join(",") ?? null,
  );
  // A client that hangs up has not met a failure of ours.
  const failed = status >= 400 && cut !== "client" ? 1 : 0;
  sql.hour.run(Math.floor(at / hourMs), key, project, deployment, model, failed, prompt, completion, cached, estimated);
  sql.key.run(key, prompt, completion, at);
}

/** Their gateway died without an end line: charged for what was last seen, and marked as a guess. */
function closeOpens(sql: UsageStatements, file: string): void {
  for (const row of sql.opens.all(file) as { line: string; markedAt: number; completion: number }[]) {
    const open = parseJson(row.line, UsageLine) as Open;
    const { reserve: _reserve, price, prompt, t: _t, ...call } = open;
    const tokens = { prompt, completion: row.completion, cached: 0 };
    const times = { at: row.markedAt, firstMs: null, totalMs: row.markedAt - open.at, queueMs: 0 };
    const how = { status: 502, stream: true, tries: 1, estimated: true, cut: "engine" as const, log: null };
    storeEnd(sql, { t: "end", ...call, ...times, ...tokens, ...how, cost: costOf(price, tokens) });
  }
  sql.closeAll.run(file);
}
