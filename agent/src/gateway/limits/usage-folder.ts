/** The folder of usage files, as far as a gateway needs to look into it. */
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { holdsFile } from "../../lib/holds-file.ts";
import { readWindow, type WindowRead } from "../../lib/read-lines.ts";

export interface UsageFolder {
  list(): string[];
  /** Epoch ms of its last line; null when it is gone. */
  changedAt(name: string): number | null;
  /** Complete lines from this byte on, a piece of them. */
  read(name: string, from: number): WindowRead;
  /** Whether the gateway that made it still has it open. */
  isHeld(name: string): boolean;
}

/** `<gateway start ms>-<pid>.jsonl`, and `-<n>` for the later files of a long-lived gateway. */
const namePattern = /^\d+-(\d+)(-\d+)?\.jsonl$/;
const pieceBytes = 1024 * 1024;

export function openUsageFolder(dir: string): UsageFolder {
  return {
    list: () => readdirSync(dir).filter((name) => namePattern.test(name)),
    changedAt: (name) => statSync(path.join(dir, name), { throwIfNoEntry: false })?.mtimeMs ?? null,
    read: (name, from) => readWindow(path.join(dir, name), from, pieceBytes),
    isHeld: (name) => holdsFile(Number(namePattern.exec(name)?.[1]), path.join(dir, name)),
  };
}
