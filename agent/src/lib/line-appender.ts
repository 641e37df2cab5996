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
  const write = (data: Buffer | string): void => {
    const whole = typeof data === "string" ? Buffer.from(data) : data;
    let done = 0;
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
      bytes += Buffer.byteLength(line) + 1;
      write(waiting === null ? `${line}\n` : Buffer.concat([waiting, Buffer.from(`${line}\n`)]));
    },
    close() {
      if (waiting) write(waiting);
      closeSync(fd);
    },
  };
}

/** A full disk or quota is mended by a person while we run; anything else is a fault. */
function isForNow(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOSPC" || code === "EDQUOT" || code === "EIO";
}
