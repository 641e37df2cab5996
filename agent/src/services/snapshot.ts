/** Writes what the gateway knows of the box. Whole or not at all; its revision only grows, also over restarts of the agent. */
import { readFileSync } from "node:fs";
import { Snapshot } from "../contract/snapshot.ts";
import type { Clock } from "../lib/clock.ts";
import { parseJson } from "../lib/parse-json.ts";
import { createSerial } from "../lib/serial.ts";
import { writeFileAtomic } from "../lib/write-file-atomic.ts";

export interface SnapshotParts {
  /** DATA/snapshot.json */
  file: string;
  collect(): Promise<Pick<Snapshot, "deployments" | "routes" | "keys" | "logging">>;
  spent(): Pick<Snapshot, "spent" | "spentUpTo" | "closed">;
  clock: Clock;
  onError(error: unknown): void;
  /** Between two files that were only requested; the first change after a rest is written at once. */
  gapMs?: number;
}
export interface SnapshotService {
  /** Something the gateway should know has changed. */
  request(): void;
  /** Writes now; resolves when the file stands (a new key must work the moment it is shown). */
  publish(): Promise<void>;
  stop(): void;
}

export function createSnapshot(parts: SnapshotParts): SnapshotService {
  const serial = createSerial();
  let revision = lastRevision(parts.file);
  let timer: NodeJS.Timeout | null = null;
  let begunAt = 0;
  const disarm = () => {
    if (timer) clearTimeout(timer);
    timer = null;
  };
  const write = async () => {
    begunAt = parts.clock.now();
    // Before the nouns are read: a line acted on in between may then be counted as unread, never the other way round.
    const { spent: sums, spentUpTo, closed } = parts.spent();
    const { keys: all, ...facts } = await parts.collect();
    const writtenAt = parts.clock.now();
    // Dead ones would grow the file for ever, and unknown says the same. Disabled ones stay: their holder should be told why.
    const keys = all.filter((key) => key.expiresAt === null || key.expiresAt > writtenAt);
    const spent = Object.fromEntries(keys.flatMap(({ id }) => (sums[id] ? [[id, sums[id]]] : [])));
    revision += 1;
    const utcOffsetMinutes = -new Date(writtenAt).getTimezoneOffset();
    const counted = { spent, spentUpTo, closed };
    const snapshot: Snapshot = { version: 2, revision, writtenAt, utcOffsetMinutes, ...facts, keys, ...counted };
    writeFileAtomic(parts.file, JSON.stringify(snapshot));
  };
  const publish = () => {
    disarm();
    return serial(write);
  };
  return {
    publish,
    request() {
      const gapMs = parts.gapMs ?? 50;
      const restMs = begunAt + gapMs - parts.clock.now();
      // A clock set back must not silence it.
      timer ??= setTimeout(() => publish().catch(parts.onError), Math.min(gapMs, Math.max(0, restMs)));
    },
    stop: disarm,
  };
}

function lastRevision(file: string): number {
  try {
    return parseJson(readFileSync(file, "utf8"), Snapshot)?.revision ?? 0;
  } catch {
    // The first start of this box.
    return 0;
  }
}
