import { z } from "zod";
import { Id, Sha256 } from "./word.ts";

export const CreateUpload = z.object({
  /** Only ever a label. */
  filename: z.string().max(4096).default("data"),
  /** Null: known when the last piece says so. */
  bytes: z.number().int().min(0).nullable().default(null),
});
export type CreateUpload = z.input<typeof CreateUpload>;

/** A file on its way in, or whole: then it has its hash. */
export const UploadState = z.object({
  id: Id,
  filename: z.string(),
  /** Held so far: the next piece begins here. */
  bytes: z.number().int(),
  totalBytes: z.number().int().nullable(),
  sha256: Sha256.nullable(),
});
export type UploadState = z.infer<typeof UploadState>;

/** `details` of `wrong-offset`. */
export const HeldBytes = z.object({ heldBytes: z.number().int() });
