/** Takes the gateway's usage files into the books, exactly once, and answers what was spent. */
import { setImmediate } from "node:timers/promises";
import type { KeySpent, Snapshot, UsageEvent } from "../contract/snapshot.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import type { KeySum, UsageStore } from "../store/meter/usage-store.ts";
import { listUsageFiles, readUsageFile, removeUsageFile } from "./usage-files.ts";

export interface UsageParts {
  /** DATA/usage */
  dir: string;
  store: UsageStore;
  clock: Clock;
  log: Logger;
  /** Single lines are kept so many days. */
  lineDays(): Promise<number>;
  /**
   * What gateways decided alone, told before the place behind it is stored. After a kill, or when this throws, it is told again:
   * it must be safe to repeat, and must not throw for ever (the file's usage waits behind it).
   */
  onEvents?(events: readonly UsageEvent[]): Promise<void>;
  /** Something new is in the books. */
  onStored?(): void;
}
export interface UsageService {
  /** Reads what is new; call every ~2 s and at boot. Answers the number of lines taken. */
  collect(): Promise<number>;
  /** All lines written before this moment are in the books. */
  upTo(): number;
  /** Epoch milliseconds, or null when never used. */
  lastUsedAt(keyId: string): number | null;
  /** For the snapshot: sums per key (in all, of this day and of this month), how far each file is in them, and which are closed. */
  spent(): Pick<Snapshot, "spent" | "spentUpTo" | "closed">;
}

const dayMs = 86_400_000;
/** Sums are kept for so many whole months and the one that runs. */
const keepSumsMonths = 13;
/** A finished file stays a while: a gateway with an older snapshot still counts from it. */
const keepFilesMs = 3_600_000;
const pruneEveryMs = 3_600_000;
const prunedTogether = 2000;

export function createUsage(parts: UsageParts): UsageService {
  const { store, clock } = parts;
  const serial = createSerial();
  let prunedAt = 0;
  let upTo = clock.now();

  const collectOnce = async (): Promise<number> => {
    const startedAt = clock.now();
    const known = new Map(store.files().map((file) => [file.name, file]));
    const names = listUsageFiles(parts.dir);
    let taken = 0;
    let finished = 0;
    for (const name of names) {
      const file = known.get(name);
      if (file?.finishedAt == null) {
        const read = await take(parts, name, file?.offset ?? 0);
        taken += read.taken;
        finished += read.isFinished ? 1 : 0;
      } else if (file.finishedAt < startedAt - keepFilesMs) removeUsageFile(parts.dir, name);
    }
    // Forgotten only after the file itself is gone: the other way round a crash between would count it a second time.
    const there = new Set(listUsageFiles(parts.dir));
    for (const name of known.keys()) if (!there.has(name)) store.forgetFile(name);
    if (startedAt - prunedAt > pruneEveryMs) {
      const beforeMs = startedAt - (await parts.lineDays()) * dayMs;
      while (store.pruneLines(beforeMs, prunedTogether) > 0) await setImmediate();
      while (store.pruneSums(monthsBefore(startedAt, keepSumsMonths)) > 0) await setImmediate();
      prunedAt = startedAt;
    }
    upTo = startedAt;
    // A file that ended brings estimates into the sums even where it has no new line.
    if (taken + finished > 0) parts.onStored?.();
    return taken;
  };
  return {
    collect: () => serial(collectOnce),
    upTo: () => upTo,
    lastUsedAt: store.lastUsedAt,
    spent() {
      const { periods, sums } = store.keySums(clock.now());
      const spent = Object.fromEntries(sums.map((sum) => [sum.key, keySpentOf(sum, periods)]));
      const files = store.files();
      const spentUpTo = Object.fromEntries(files.map((file) => [file.name, file.offset]));
      const closed = files.filter((file) => file.finishedAt !== null).map((file) => file.name);
      return { spent, spentUpTo, closed };
    },
  };
}

/** The first day of the month so many months before. */
function monthsBefore(atMs: number, months: number): string {
  const at = new Date(atMs);
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - months, 1)).toISOString().slice(0, 10);
}

function keySpentOf(sum: KeySum, periods: { day: string; month: string }): KeySpent {
  return {
    ...{ requests: sum.requests, promptTokens: sum.prompt, completionTokens: sum.completion },
    day: { period: periods.day, tokens: sum.dayTokens, cost: exact(sum.dayCost) },
    month: { period: periods.month, tokens: sum.monthTokens, cost: exact(sum.monthCost) },
  };
}
/** Nine million units of money in one month: past it a number is no longer exact, and the snapshot would be refused as a whole. */
const exact = (nano: number) => Math.min(nano, Number.MAX_SAFE_INTEGER);

/** One file, in steps small enough not to hold up the agent. */
async function take(
  { dir, store, clock, log, onEvents }: UsageParts,
  name: string,
  offset: number,
): Promise<{ taken: number; isFinished: boolean }> {
  let taken = 0;
  for (let from = offset; ; ) {
    const read = readUsageFile(dir, name, from);
    if (read.unreadable > 0)
      log.warn({ file: name, from, lines: read.unreadable }, "usage lines could not be read and were left out");
    const events = read.lines.filter((line) => line.t === "event");
    if (events.length > 0) await onEvents?.(events);
    const finishedAt = read.isFinished ? clock.now() : null;
    await setImmediate();
    if (read.next > from || finishedAt !== null)
      store.store({ file: name, from, next: read.next, lines: read.lines, finishedAt });
    taken += read.lines.length;
    if (read.atEnd) return { taken, isFinished: read.isFinished };
    from = read.next;
    await setImmediate();
  }
}
