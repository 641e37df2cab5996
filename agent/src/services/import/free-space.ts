import { statfs } from "node:fs/promises";
import { SluiceError } from "../../contract/error.ts";

/** Bytes free for us, and the size of the file system, where the folder lies. */
export type FreeSpace = (dir: string) => Promise<{ freeBytes: number; totalBytes: number }>;

export const readFreeSpace: FreeSpace = async (dir) => {
  const { bavail, blocks, bsize } = await statfs(dir);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
};

/** Kept free for checkpoints, logs and the database: 1 GB, or 5 % of a small disk. */
export const reservedBytes = (totalBytes: number) => Math.min(1e9, totalBytes * 0.05);

/** Throws `disk-full` before anything is written when `needBytes` more would not fit. */
export async function refuseFull(freeSpace: FreeSpace, dir: string, needBytes: number, what: string): Promise<void> {
  const { freeBytes, totalBytes } = await freeSpace(dir);
  const usable = Math.max(0, freeBytes - reservedBytes(totalBytes));
  if (needBytes <= usable && usable > 0) return;
  const need = needBytes > 0 ? ` needs ${megabytes(needBytes)}` : " needs more than there is";
  throw new SluiceError("disk-full", `${what}${need}, but only ${megabytes(usable)} of the box's disk can be used.`, {
    hint: "Delete jobs, models or datasets you no longer need, then try again.",
    details: { needBytes, freeBytes },
  });
}

const megabytes = (bytes: number) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`);
