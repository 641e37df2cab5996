/** Usage as the agent keeps it. A batch and the place it was read up to are one transaction: every request is counted exactly once. */

import { readUsageLine } from "../../contract/read-usage-line.ts";
import type { UsageLine } from "../../contract/snapshot.ts";
import { type LocalDays, localDays } from "./local-days.ts";
import type { MeterDb } from "./open-meter-db.ts";
import { endOfOrphan, foldLines, type UsageEnd, type UsageOpen } from "./usage-fold.ts";
import { createUsageNames, type UsageNames } from "./usage-names.ts";
import { prepareUsageStatements, type UsageStatements } from "./usage-statements.ts";
import { createSums, type Named, regroup } from "./usage-sums.ts";

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
/** What a key spent: in all, and in one day and one month of the box's own clock. Cost in nano-units. */
export interface KeySum {
  key: string;
  requests: number;
  prompt: number;
  completion: number;
  lastAt: number;
  dayTokens: number;
  dayCost: number;
  monthTokens: number;
  monthCost: number;
}
interface Counts {
  requests: number;
  failed: number;
  prompt: number;
  completion: number;
  estimated: number;
}
export type UsageDay = Counts & { day: string; key: string; route: string };
type DayRow = Counts & { day: number; key: number; route: number };
export type UsageStore = ReturnType<typeof createUsageStore>;

interface Parts {
  sql: UsageStatements;
  names: UsageNames;
  daysOf: LocalDays;
}

export function createUsageStore(db: MeterDb, options: { utcOffsetMinutes?: (atMs: number) => number } = {}) {
  const parts: Parts = {
    sql: prepareUsageStatements(db),
    names: createUsageNames(db),
    daysOf: localDays(options.utcOffsetMinutes),
  };
  const { sql, names, daysOf } = parts;
  const storeInOne = db.transaction((batch: UsageBatch) => storeBatch(parts, batch)).immediate;
  return {
    files: () => sql.files.all() as UsageFile[],
    store(batch: UsageBatch): void {
      try {
        storeInOne(batch);
      } catch (error) {
        // Numbers that were given in it are gone with it.
        names.forget();
        throw error;
      }
    },
    forgetFile: (name: string) => void sql.forgetFile.run(name),
    /** Sums per day of the box, key and route; newest day first, from the day on that `sinceMs` falls in. */
    days(sinceMs: number): UsageDay[] {
      const rows = sql.daySums.all(daysOf(sinceMs).day) as DayRow[];
      return rows.map(({ day, key, route, ...sums }) => ({
        ...{ day: new Date(day * 86_400_000).toISOString().slice(0, 10), key: names.textOf(key), route: names.textOf(route) },
        ...sums,
      }));
    },
    /** Of every key that was ever used; day and month are those that `at` falls in. */
    keySums(at: number): { periods: { day: string; month: string }; sums: KeySum[] } {
      const { periods } = daysOf(at);
      const rows = sql.keySums.all(periods.day, periods.month) as (Record<keyof KeySum, number | null> & { key: number })[];
      return { periods, sums: rows.map((row) => ({ ...toKeySum(row), key: names.textOf(row.key) })) };
    },
    lastUsedAt(key: string): number | null {
      const number = names.numberOf(key);
      if (number === null) return null;
      return (sql.lastAt.get(number) as { lastAt: number } | undefined)?.lastAt ?? null;
    },
    /** Of the `most` oldest lines those written before; answers how many went. */
    pruneLines: (beforeMs: number, most: number): number => sql.pruneLines.run(most, beforeMs).changes,
  };
}

function storeBatch({ sql, names, daysOf }: Parts, batch: UsageBatch): void {
  const known = sql.offset.get(batch.file) as { offset: number } | undefined;
  if ((known?.offset ?? 0) !== batch.from) return;
  const { ends, opens, marks, ended } = foldLines(batch.lines);
  for (const [id, mark] of marks) sql.mark.run(mark.at, mark.completion, id);
  for (const id of ended) sql.close.run(id);
  if (batch.finishedAt === null) {
    for (const [id, { line, markedAt, completion }] of opens)
      sql.open.run(id, batch.file, line.at, JSON.stringify(line), markedAt, completion);
  } else {
    const before = (sql.opens.all(batch.file) as OpenRow[]).map(({ line, ...row }) => ({
      ...row,
      line: readUsageLine(line) as UsageOpen,
    }));
    for (const open of [...before, ...opens.values()]) ends.push(endOfOrphan(open));
    sql.closeAll.run(batch.file);
  }
  storeEnds({ sql, names, daysOf }, ends);
  sql.file.run(batch.file, batch.next, batch.finishedAt);
}
interface OpenRow {
  line: string;
  markedAt: number;
  completion: number;
}

function storeEnds({ sql, names, daysOf }: Parts, ends: readonly UsageEnd[]): void {
  const sums = createSums(daysOf);
  const rows: unknown[] = [];
  for (const end of ends) {
    const named: Named = {
      key: names.take(end.key),
      project: names.take(end.project),
      route: names.take(end.route),
      model: names.take(end.model),
      deployment: names.take(end.deployment),
    };
    sums.add(end, named);
    const { key, project, route, model, deployment } = named;
    rows.push(end.id, end.at, key, project, route, model, deployment, names.take(end.path), end.status);
    rows.push(end.prompt, end.completion, end.cached, end.cost, end.stream ? 1 : 0, Math.round(end.queueMs));
    rows.push(end.firstMs === null ? null : Math.round(end.firstMs), Math.round(end.totalMs), end.tries, end.estimated ? 1 : 0);
    rows.push(end.cut, end.log);
  }
  sql.lines(rows);
  const all = sums.all();
  const byHour = regroup(all, (one) => `${one.hour} ${one.key} ${one.project} ${one.route} ${one.model} ${one.deployment}`);
  sql.hours(byHour.flatMap((one) => [one.hour, one.key, one.project, one.route, one.model, one.deployment, ...countsOf(one)]));
  const byDay = regroup(all, (one) => `${one.local.day} ${one.key} ${one.project} ${one.route} ${one.model}`);
  sql.days(byDay.flatMap((one) => [one.local.day, one.key, one.project, one.route, one.model, ...countsOf(one)]));
  for (const period of ["day", "month"] as const) {
    const spent = regroup(all, (one) => `${one.local.periods[period]} ${one.key}`);
    sql.periods(spent.flatMap((one) => [one.local.periods[period], one.key, one.prompt + one.completion, one.cost]));
  }
  const byKey = regroup(all, (one) => one.key);
  sql.keys(byKey.flatMap(({ key, lastAt, requests, prompt, completion }) => [key, lastAt, requests, prompt, completion]));
}

function countsOf(sum: ReturnType<typeof regroup>[number]): number[] {
  return [sum.requests, sum.failed, sum.prompt, sum.completion, sum.cached, sum.estimated, sum.cost];
}

function toKeySum(row: Record<keyof KeySum, number | null>): Omit<KeySum, "key"> {
  const of = (name: keyof KeySum) => row[name] ?? 0;
  return {
    ...{ requests: of("requests"), prompt: of("prompt"), completion: of("completion"), lastAt: of("lastAt") },
    ...{ dayTokens: of("dayTokens"), dayCost: of("dayCost"), monthTokens: of("monthTokens"), monthCost: of("monthCost") },
  };
}
