import { closeSync, fstatSync, openSync, readSync } from "node:fs";

export interface WindowRead {
  /** Whole lines, each with its line break. */
  bytes: Buffer;
  /** Where the next read starts: just after the last complete line. */
  next: number;
  /** True when nothing complete is left: a torn last line may still stand there. */
  atEnd: boolean;
}
export interface LinesRead extends Omit<WindowRead, "bytes"> {
  lines: string[];
}

/** The complete lines of a growing file from byte `from` on, at most `maxBytes` of them. A missing file has none. */
export function readLines(file: string, from: number, maxBytes: number): LinesRead {
  const { bytes, ...place } = readWindow(file, from, maxBytes);
  return { lines: bytes.length === 0 ? [] : bytes.toString("utf8", 0, bytes.length - 1).split("\n"), ...place };
}

/** The same as they lie there, for who needs to know at which byte a line ends. */
export function readWindow(file: string, from: number, maxBytes: number): WindowRead {
  const fd = openOrNull(file);
  if (fd === null) return { bytes: nothing, next: from, atEnd: true };
  try {
    const size = fstatSync(fd).size;
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(maxBytes, size - from)));
    const read = buffer.length === 0 ? 0 : readSync(fd, buffer, 0, buffer.length, from);
    const last = buffer.subarray(0, read).lastIndexOf(10);
    if (last === -1) {
      // A whole window without a line break is no line of ours (blocks lost in a power cut): step over it.
      const isStep = read === maxBytes;
      return { bytes: nothing, next: isStep ? from + read : from, atEnd: !isStep };
    }
    return { bytes: buffer.subarray(0, last + 1), next: from + last + 1, atEnd: from + read >= size };
  } finally {
    closeSync(fd);
  }
}

const nothing = Buffer.alloc(0);

function openOrNull(file: string): number | null {
  try {
    return openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
