import { copyFileSync, statSync, truncateSync } from "node:fs";

/** Keeps one older file. Copied and cut, not renamed: whoever appends to it keeps its open file. A missing log is fine. */
export function rotateLog(file: string, maxBytes: number): boolean {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= maxBytes) return false;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
  return true;
}
