import { closeSync, constants, openSync, writeSync } from "node:fs";

export interface LineAppender {
  readonly file: string;
  /** Bytes accepted so far. */
  bytes(): number;
  append(line: string): void;
  /**
   * What was appended since, by one writeSync. When the disk is full the rest waits in memory and goes first next time: the file
   * never holds half a line twice.
   */
  flush(): void;
  /** Whether something was appended since the last flush. */
  isDirty(): boolean;
  /** Bytes flushed but not in the file, because the disk is full. */
  waitingBytes(): number;
  close(): void;
}

/** Makes the file (it must not exist: only its maker appends) and keeps it open. */
export function createLineAppender(file: string): LineAppender {
  const fd = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND, 0o600);
  let waiting: Buffer | null = null;
  let gathered = "";
  let bytes = 0;
  const write = (data: Buffer): void => {
    let done = 0;
    try {
      while (done < data.length) done += writeSync(fd, data, done);
      waiting = null;
    } catch (error) {
      waiting = data.subarray(done);
      if (!isForNow(error)) throw error;
    }
  };
  const flush = (): void => {
    const data = Buffer.from(gathered);
    gathered = "";
    write(waiting ? Buffer.concat([waiting, data]) : data);
  };
  return {
    file,
    flush,
    bytes: () => bytes,
    isDirty: () => gathered !== "",
    waitingBytes: () => waiting?.length ?? 0,
    append(line) {
      gathered += `${line}\n`;
      bytes += Buffer.byteLength(line) + 1;
    },
    close() {
      flush();
      closeSync(fd);
    },
  };
}

/** A full disk or quota is mended by a person while we run; anything else is a fault. */
function isForNow(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOSPC" || code === "EDQUOT" || code === "EIO";
}
