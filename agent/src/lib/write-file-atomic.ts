import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { syncFolder } from "./sync-folder.ts";

/** Temp, fsync, rename, fsync of the folder: a reader sees the old file or the new one, also after a power cut or on a full disk. */
export function writeFileAtomic(file: string, text: string, mode = 0o600): void {
  const temp = `${file}.${process.pid}.tmp`;
  try {
    const fd = openSync(temp, "w", mode);
    try {
      // Not writeSync: where the disk ends it writes a part and calls that a success.
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temp, file);
  } catch (error) {
    rmSync(temp, { force: true });
    throw error;
  }
  syncFolder(path.dirname(file));
}
