import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { readUsageLine } from "../contract/read-usage-line.ts";
import type { UsageLine } from "../contract/snapshot.ts";
import { holdsFile } from "../lib/holds-file.ts";
import { readLines } from "../lib/read-lines.ts";

/** `<gateway start ms>-<pid>.jsonl`, and `-<n>` for the later files of a long-lived gateway. */
const namePattern = /^\d+-(\d+)(-\d+)?\.jsonl$/;
const windowBytes = 512 * 1024;

export interface UsageRead {
  lines: UsageLine[];
  unreadable: number;
  next: number;
  atEnd: boolean;
  /** Its gateway is gone and every complete line is read: nothing will ever be added. */
  isFinished: boolean;
}

export function listUsageFiles(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir).filter((name) => namePattern.test(name)) : [];
}

export function readUsageFile(dir: string, name: string, from: number): UsageRead {
  const file = path.join(dir, name);
  // Asked before reading: lines written in between are then read in the next round, not lost.
  const isHeld = holdsFile(Number(namePattern.exec(name)?.[1]), file);
  const { lines: texts, next, atEnd } = readLines(file, from, windowBytes);
  const lines = texts.map(readUsageLine).filter((line) => line !== null);
  return { lines, unreadable: texts.length - lines.length, next, atEnd, isFinished: atEnd && !isHeld };
}

export function removeUsageFile(dir: string, name: string): void {
  rmSync(path.join(dir, name), { force: true });
}
