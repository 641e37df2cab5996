import { statfs } from "node:fs/promises";
import type { HealthCheck } from "./check.ts";

const gib = 1024 ** 3;

/** A training run writes gigabytes; a full disk fails it after hours. Warned below 5 GiB, an error below 1 GiB. */
export function diskSpace(paths: readonly string[], read: typeof statfs = statfs): HealthCheck {
  return {
    id: "disk-space",
    everyMs: 30_000,
    async check() {
      const seen = new Map<string, { path: string; freeBytes: number; totalBytes: number }>();
      for (const path of paths) {
        const fs = await read(path);
        const totalBytes = fs.blocks * fs.bsize;
        seen.set(
          `${fs.blocks}/${fs.bfree}`,
          seen.get(`${fs.blocks}/${fs.bfree}`) ?? { path, freeBytes: fs.bavail * fs.bsize, totalBytes },
        );
      }
      return [...seen.values()]
        .filter(({ freeBytes }) => freeBytes < 5 * gib)
        .map((disk) => ({
          id: `disk-space:${disk.path}`,
          severity: disk.freeBytes < gib ? ("error" as const) : ("warning" as const),
          code: "disk-space",
          message: `Only ${(disk.freeBytes / gib).toFixed(1)} GiB are free on the disk of ${disk.path}.`,
          fix: "Delete old jobs, models or datasets, or give the box a bigger disk.",
          href: "/jobs",
          details: disk,
        }));
    },
  };
}
