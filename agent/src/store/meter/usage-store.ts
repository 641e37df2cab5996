/** Usage as the agent keeps it. A batch and the place it was read up to are one transaction: every request is counted exactly once. */

import { readUsageLine } from "../../contract/read-usage-line.ts";
import type { UsageLine } from "../../contract/snapshot.ts";
import type { LocalDays } from "./local-days.ts";
import type { MeterDb } from "./open-meter-db.ts";
import { type EndParts, storeEnds } from "./store-ends.ts";
import { endOfOrphan, foldLines, type UsageOpen } from "./usage-fold.ts";
import type { UsageNames } from "./usage-names.ts";
import { prepareUsageStatements } from "./usage-statements.ts";

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
export type UsageStore = ReturnType<typeof createUsageStore>;

export function createUsageStore(db: MeterDb, { names, daysOf }: { names: UsageNames; daysOf: LocalDays }) {
  const sql = prepareUsageStatements(db);
  const parts = { sql, names, daysOf };
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
    /** Of every key used in the month that `at` falls in: the others spent nothing that counts now, and only grow in number. */
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
    /** At most so many lines written before; answers how many went. */
    pruneLines: (beforeMs: number, most: number): number => sql.pruneLines.run(beforeMs, most).changes,
    /** The oldest hour and day that lie before that day of the box; answers how many rows went. */
    pruneSums(beforeDay: string): number {
      const day = Date.parse(beforeDay) / 86_400_000;
      return sql.pruneHour.run(day * 24 - 24).changes + sql.pruneDay.run(day).changes + sql.prunePeriod.run(beforeDay).changes;
    },
  };
}

function storeBatch(parts: EndParts, batch: UsageBatch): void {
  const { sql } = parts;
  const known = sql.offset.get(batch.file) as { offset: number } | undefined;
  if ((known?.offset ?? 0) !== batch.from) return;
  const { ends, opens, marks, ended } = foldLines(batch.lines);
  sql.mark([...marks].flatMap(([id, mark]) => [id, mark.at, mark.completion]));
  sql.close(ended);
  if (batch.finishedAt === null) {
    sql.open(
      [...opens].flatMap(([id, { line, markedAt, completion }]) => [
        ...[id, batch.file, line.at, JSON.stringify(line), markedAt, completion],
      ]),
    );
  } else {
    const before = (sql.opens.all(batch.file) as OpenRow[]).map(({ line, ...row }) => ({
      ...row,
      line: readUsageLine(line) as UsageOpen,
    }));
    for (const open of [...before, ...opens.values()]) ends.push(endOfOrphan(open));
    sql.closeAll.run(batch.file);
  }
  storeEnds(parts, ends);
  sql.file.run(batch.file, batch.next, batch.finishedAt);
}
interface OpenRow {
  line: string;
  markedAt: number;
  completion: number;
}

function toKeySum(row: Record<keyof KeySum, number | null>): Omit<KeySum, "key"> {
  const of = (name: keyof KeySum) => row[name] ?? 0;
  return {
    ...{ requests: of("requests"), prompt: of("prompt"), completion: of("completion"), lastAt: of("lastAt") },
    ...{ dayTokens: of("dayTokens"), dayCost: of("dayCost"), monthTokens: of("monthTokens"), monthCost: of("monthCost") },
  };
}
