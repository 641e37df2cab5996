import type { Import } from "../../contract/dataset.ts";
import type { ImportRecord } from "../../store/box/imports.ts";
import type { ScanProgress } from "./scan.ts";

export interface Live extends ScanProgress {
  etaSeconds: number | null;
}

/** An import as people see it: with the live figures while it is read, and without what is only ours. */
export function toShown(record: ImportRecord, live: Live | undefined): Import {
  const { wish, sourceHash, accepted, staged, projectId, createdBy, ...shown } = record;
  // Chosen before the version is written; until then it leads nowhere.
  const versionId = record.state === "ready" ? record.versionId : null;
  return { ...shown, versionId, ...(record.state === "scanning" ? live : undefined) };
}

/** Seconds left at the pace so far; null while that is still a guess. */
export function etaSeconds(bytes: number, bytesRead: number, elapsedMs: number): number | null {
  if (elapsedMs < 500 || bytesRead === 0) return null;
  return Math.round(((bytes - bytesRead) / bytesRead) * (elapsedMs / 1000));
}
