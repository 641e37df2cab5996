/** Files and uploads in OpenAI's shape. */
import { z } from "zod";
import { type FileUpload, type StoredFile, UploadPurpose } from "../../contract/file.ts";
import { unixSeconds } from "../../lib/unix-seconds.ts";

export const Purpose = z.enum(UploadPurpose.options, {
  error: `Must be one of ${UploadPurpose.options.join(", ")}.`,
});
export const ExpiresAfter = z.object({
  anchor: z.literal("created_at"),
  seconds: z.coerce.number().int().min(3600).max(2_592_000),
});

export function fileObject(file: StoredFile) {
  const { id, bytes, filename, purpose, status, statusDetails, expiresAt } = file;
  return {
    ...{ id, object: "file" as const, bytes, created_at: unixSeconds(file.createdAt), filename, purpose, status },
    ...(expiresAt === null ? {} : { expires_at: unixSeconds(expiresAt) }),
    ...(statusDetails === null ? {} : { status_details: statusDetails }),
  };
}

export function uploadObject(upload: FileUpload, file: StoredFile | null = null) {
  const { id, bytes, filename, purpose, status } = upload;
  const times = { created_at: unixSeconds(upload.createdAt), expires_at: unixSeconds(upload.expiresAt) };
  return { id, object: "upload" as const, bytes, filename, purpose, status, ...times, file: file && fileObject(file) };
}
