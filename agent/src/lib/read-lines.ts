import { closeSync, fstatSync, openSync, readSync } from "node:fs";

export interface LinesRead {
  lines: string[];
  /** Where the next read starts: just after the last complete line. */
  next: number;
  /** True when nothing complete is left: a torn last line may still stand there. */
  atEnd: boolean;
}

/** The complete lines of a growing file from byte `from` on, at most `maxBytes` of them. A missing file has none. */
export function readLines(file: string, from: number, maxBytes: number): LinesRead {
  const fd = openOrNull(file);
  if (fd === null) return { lines: [], next: from, atEnd: true };
  try {
    const size = fstatSync(fd).size;
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(maxBytes, size - from)));
    const read = buffer.length === 0 ? 0 : readSync(fd, buffer, 0, buffer.length, from);
    const last = buffer.subarray(0, read).lastIndexOf(10);
    if (last === -1) {
      // A whole window without a line break is no line of ours (blocks lost in a power cut): step over it.
      return read === maxBytes ? { lines: [], next: from + read, atEnd: false } : { lines: [], next: from, atEnd: true };
    }
    const lines = buffer.toString("utf8", 0, last).split("\n");
    return { lines, next: from + last + 1, atEnd: from + read >= size };
  } finally {
    closeSync(fd);
  }
}

function openOrNull(file: string): number | null {
  try {
    return openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
