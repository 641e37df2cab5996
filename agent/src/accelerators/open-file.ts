import { closeSync, openSync, readSync } from "node:fs";

export interface OpenFile {
  /** Its text right now. A /proc file is made anew by the kernel at every read from 0. */
  read(): string;
  close(): void;
}

/** Opened once: reading it each second then costs one system call. */
export function openFile(file: string, maxBytes = 16_384): OpenFile {
  const fd = openSync(file, "r");
  const buffer = Buffer.alloc(maxBytes);
  return {
    read: () => buffer.toString("latin1", 0, readSync(fd, buffer, 0, maxBytes, 0)),
    close: () => closeSync(fd),
  };
}
