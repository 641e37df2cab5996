import type { StartImport } from "../../contract/dataset.ts";
import { newId } from "../../lib/new-id.ts";
import type { ImportRecord } from "../../store/box/imports.ts";
import type { Actor } from "../may.ts";
import type { WholeUpload } from "../uploads/uploads.ts";

/** All that a scan finds out, as it is before the scan; a repeated scan begins from here again. */
export const unread = {
  format: null,
  bytesRead: 0,
  etaSeconds: null,
  rows: 0,
  goodRows: 0,
  badRows: 0,
  duplicateRows: 0,
  badRowSample: [],
  unknownFields: {},
  encoding: "utf-8",
  error: null,
  datasetId: null,
  versionId: null,
  staged: null,
} as const satisfies Partial<ImportRecord>;

export const newRecord = (actor: Actor, wish: StartImport, upload: WholeUpload, at: number): ImportRecord => ({
  ...unread,
  badRowSample: [],
  id: newId("imp"),
  state: "scanning",
  datasetName: wish.datasetName,
  filename: upload.filename,
  bytes: upload.bytes,
  sourceHash: upload.sha256,
  createdAt: new Date(at).toISOString(),
  projectId: actor.projectId,
  createdBy: actor.id,
  wish,
  accepted: false,
});
