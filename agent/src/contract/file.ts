/** OpenAI's files, as the box keeps them; their shape on the wire is made in api/v1. */
import { z } from "zod";
import { Id, Moment, Sha256 } from "./word.ts";

export const FileId = z.string().regex(/^file-[a-z0-9]{8,32}$/, "not the id of a file");

/** All that their clients may say; this box makes something of `fine-tune` and keeps the others. */
export const UploadPurpose = z.enum(["fine-tune", "assistants", "batch", "vision", "user_data", "evals"]);
/** `fine-tune-results`: made by the box itself, of a job. */
export const FilePurpose = z.enum([...UploadPurpose.options, "fine-tune-results"]);
export type FilePurpose = z.infer<typeof FilePurpose>;

/** uploaded (its rows are being checked) -> processed | error. Only `fine-tune` is checked. */
export const FileStatus = z.enum(["uploaded", "processed", "error"]);

export const StoredFile = z.object({
  id: FileId,
  projectId: Id,
  createdBy: z.string(),
  createdAt: Moment,
  filename: z.string(),
  purpose: FilePurpose,
  bytes: z.number().int(),
  sha256: Sha256,
  status: FileStatus,
  statusDetails: z.string().nullable(),
  expiresAt: Moment.nullable(),
  datasetVersionId: Id.nullable(),
});
export type StoredFile = z.infer<typeof StoredFile>;

export const FileUploadStatus = z.enum(["pending", "completed", "cancelled", "expired"]);
export const FileUpload = z.object({
  id: Id,
  projectId: Id,
  createdBy: z.string(),
  createdAt: Moment,
  expiresAt: Moment,
  filename: z.string(),
  purpose: FilePurpose,
  bytes: z.number().int(),
  expiresAfterSeconds: z.number().int().nullable(),
  status: FileUploadStatus,
  fileId: FileId.nullable(),
});
export type FileUpload = z.infer<typeof FileUpload>;
