import { closeSync, constants, openSync, writeSync } from "node:fs";

export interface LineAppender {
  readonly file: string;
  /** Bytes accepted so far. */
  bytes(): number;
  /** One writeSync. When the disk is full the rest waits in memory and goes first next time: the file never holds half a line twice. */
  append(line: string): void;
  /** Bytes accepted but not yet in the file. */
  waitingBytes(): number;
  close(): void;
}

/** Makes the file (it must not exist: only its maker appends) and keeps it open. */
export function createLineAppender(file: string): LineAppender {
  const fd = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND, 0o600);
  let waiting: Buffer | null = null;
  let bytes = 0;
  const write = (data: Buffer | string, from = 0): void => {
    const whole = typeof data === "string" ? Buffer.from(data) : data;
    let done = from;
    try {
      while (done < whole.length) done += writeSync(fd, whole, done);
      waiting = null;
    } catch (error) {
      waiting = whole.subarray(done);
      if (!isForNow(error)) throw error;
    }
  };
  return {
    file,
    bytes: () => bytes,
    waitingBytes: () => waiting?.length ?? 0,
    append(line) {
      const text = `${line}\n`;
      const length = Buffer.byteLength(text);
      bytes += length;
      if (waiting) return write(Buffer.concat([waiting, Buffer.from(text)]));
      // The usual case, without a copy.
      const done = writeText(fd, text);
      if (done < length) write(text, done);
    },
    close() {
      if (waiting) write(waiting);
      closeSync(fd);
    },
  };
}

/** Bytes written: fewer than all of them when the disk is full, and `write` will find out why. */
function writeText(fd: number, text: string): number {
  try {
    return writeSync(fd, text);
  } catch {
    return 0;
  }
}

/** A full disk or quota is mended by a person while we run; anything else is a fault. */
function isForNow(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOSPC" || code === "EDQUOT" || code === "EIO";
}
