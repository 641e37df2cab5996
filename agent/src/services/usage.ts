/** Takes the gateway's usage files into the books, exactly once, and answers what was spent. */
import { setImmediate } from "node:timers/promises";
import { periodsOf, type Snapshot } from "../contract/snapshot.ts";
import type { Usage } from "../contract/usage.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import type { UsageStore } from "../store/meter/usage-store.ts";
import { listUsageFiles, readUsageFile, removeUsageFile } from "./usage-files.ts";

export interface UsageParts {
  /** DATA/usage */
  dir: string;
  store: UsageStore;
  clock: Clock;
  log: Logger;
  keyNames(): Promise<ReadonlyMap<string, string>>;
  /** Something new is in the books. */
  onStored?(): void;
}
export interface UsageService {
  /** Reads what is new; call every ~2 s and at boot. Answers the number of lines taken. */
  collect(): Promise<number>;
  query(days: number): Promise<Usage>;
  /** Epoch milliseconds, or null when never used. */
  lastUsedAt(keyId: string): number | null;
  /** For the snapshot: sums per key and how far each file is in them. */
  spent(): Pick<Snapshot, "spent" | "spentUpTo" | "closed">;
}

const dayMs = 86_400_000;
const keepLinesMs = 14 * dayMs;
/** A finished file stays a while: a gateway with an older snapshot still counts from it. */
const keepFilesMs = 3_600_000;
const pruneEveryMs = 3_600_000;

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
    for (const name of names) {
      const file = known.get(name);
      if (file?.finishedAt == null) taken += await take(parts, name, file?.offset ?? 0);
      else if (file.finishedAt < startedAt - keepFilesMs) removeUsageFile(parts.dir, name);
    }
    // Forgotten only after the file itself is gone: the other way round a crash between would count it a second time.
    const there = new Set(listUsageFiles(parts.dir));
    for (const name of known.keys()) if (!there.has(name)) store.forgetFile(name);
    if (startedAt - prunedAt > pruneEveryMs) {
      store.pruneLines(startedAt - keepLinesMs);
      prunedAt = startedAt;
    }
    upTo = startedAt;
    if (taken > 0) parts.onStored?.();
    return taken;
  };
  return {
    collect: () => serial(collectOnce),
    async query(days) {
      const names = await parts.keyNames();
      const since = Math.floor(clock.now() / dayMs) * dayMs - (days - 1) * dayMs;
      const rows = store.days(since).map(({ day, key, route, requests, failed, prompt, completion, estimated }) => {
        const keyName = names.get(key) ?? key;
        return {
          day,
          keyId: key,
          keyName,
          route,
          requests,
          failed,
          promptTokens: prompt,
          completionTokens: completion,
          estimated,
        };
      });
      return { rows, upTo: new Date(upTo).toISOString() };
    },
    lastUsedAt: (keyId) => store.keyTotals().find((total) => total.key === keyId)?.lastAt ?? null,
    spent() {
      const spent = store.keyTotals().map(({ key, prompt, completion, requests }) => {
        const periods = periodsOf(clock.now(), 0);
        const none = { tokens: 0, cost: 0 };
        const sums = { promptTokens: prompt, completionTokens: completion, requests };
        return [key, { ...sums, day: { period: periods.day, ...none }, month: { period: periods.month, ...none } }] as const;
      });
      const files = store.files();
      const spentUpTo = Object.fromEntries(files.map((file) => [file.name, file.offset]));
      const closed = files.filter((file) => file.finishedAt !== null).map((file) => file.name);
      return { spent: Object.fromEntries(spent), spentUpTo, closed };
    },
  };
}

/** One file, in steps small enough not to hold up the agent. */
async function take({ dir, store, clock, log }: UsageParts, name: string, offset: number): Promise<number> {
  let taken = 0;
  for (let from = offset; ; ) {
    const read = readUsageFile(dir, name, from);
    if (read.unreadable > 0)
      log.warn({ file: name, from, lines: read.unreadable }, "usage lines could not be read and were left out");
    const finishedAt = read.isFinished ? clock.now() : null;
    if (read.next > from || finishedAt !== null)
      store.store({ file: name, from, next: read.next, lines: read.lines, finishedAt });
    taken += read.lines.length;
    if (read.atEnd) return taken;
    from = read.next;
    await setImmediate();
  }
}
