/** A file written through one big buffer. A full disk is told as such; a file is whole only after `finish()`. */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { SluiceError } from "../../contract/error.ts";

export interface OutFile {
  /** Room for `bytes` more: write at `at`, then `commit(end)`. */
  reserve(bytes: number): { buffer: Buffer; at: number };
  commit(end: number): void;
  write(bytes: Uint8Array): void;
  /** Bytes given so far, flushed or not. */
  readonly length: number;
  finish(): void;
  /** Closes without a promise that it is whole; safe to call twice. */
  close(): void;
}

const bufferBytes = 256 * 1024;
const nothingKept = "The disk of the box is full; nothing was kept of what was being written.";

export function createOutFile(file: string, onBytes: (bytes: Buffer) => void = () => undefined): OutFile {
  let fd: number | null = openSync(file, "w", 0o600);
  let buffer = Buffer.allocUnsafe(bufferBytes);
  let at = 0;
  let flushed = 0;
  function flush(): void {
    const bytes = buffer.subarray(0, at);
    writeAll(fd!, bytes);
    onBytes(bytes);
    flushed += at;
    at = 0;
  }
  const out: OutFile = {
    reserve(bytes) {
      if (at + bytes > buffer.length) {
        flush();
        // One huge row must not leave a huge buffer behind.
        if (bytes > buffer.length || buffer.length > bufferBytes) buffer = Buffer.allocUnsafe(Math.max(bytes, bufferBytes));
      }
      return { buffer, at };
    },
    commit(end) {
      at = end;
    },
    write(bytes) {
      const room = out.reserve(bytes.length);
      room.buffer.set(bytes, room.at);
      out.commit(room.at + bytes.length);
    },
    get length() {
      return flushed + at;
    },
    finish() {
      flush();
      sync(fd!);
      out.close();
    },
    close() {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
  return out;
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(fd, bytes, done);
    } catch (error) {
      throw asDiskFull(error);
    }
  }
}

function sync(fd: number): void {
  try {
    fsyncSync(fd);
  } catch (error) {
    // /dev/full and pipes cannot be synced, and need not be.
    if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw asDiskFull(error);
  }
}

/** ENOSPC and a used-up quota become `disk-full`; anything else is left as it is. */
export function asDiskFull(error: unknown, message = nothingKept): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new SluiceError("disk-full", message, {
    hint: "Delete jobs, models or datasets you no longer need, then try again.",
    cause: error,
  });
}
