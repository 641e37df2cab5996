/** `/v1/uploads`: a large file in parts. */
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import { unixSeconds } from "../../lib/unix-seconds.ts";
import type { FileUploads } from "../../services/files/file-uploads.ts";
import type { Uploads } from "../../services/uploads/uploads.ts";
import { type ApiEnv, needs } from "../access.ts";
import { validBody } from "../valid.ts";
import { ExpiresAfter, Purpose, uploadObject } from "./file-object.ts";
import { readForm } from "./multipart.ts";

const mostPartBytes = 64 * 1024 * 1024;
const Create = z.object({
  bytes: z.number().int().min(1),
  filename: z.string().min(1).max(4096),
  mime_type: z.string().max(200).optional(),
  purpose: Purpose,
  expires_after: ExpiresAfter.nullish(),
});
const Complete = z.object({
  part_ids: z.array(z.string()).min(1).max(10_000),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}$/i, "Must be 32 hexadecimal digits.")
    .nullish(),
});

export function partedUploadRoutes(fileUploads: FileUploads, uploads: Uploads) {
  return new Hono<ApiEnv>()
    .post("/uploads", needs("create"), async (c) => {
      const { filename, purpose, bytes, expires_after } = await validBody(c, Create);
      const wish = { filename, purpose, bytes, expiresAfterSeconds: expires_after?.seconds ?? null };
      return c.json(uploadObject(await fileUploads.create(c.var.actor, wish)));
    })
    .post("/uploads/:id/parts", needs("create"), async (c) => {
      const id = c.req.param("id");
      const { taken } = await readForm((c.env as HttpBindings).incoming, {
        field: "data",
        mostBytes: mostPartBytes,
        take: ({ body }) => fileUploads.addPart(c.var.actor, id, body),
        undo: (part) => uploads.discard(part.id),
      });
      return c.json({ id: taken.id, object: "upload.part", created_at: unixSeconds(taken.createdAt), upload_id: id });
    })
    .post("/uploads/:id/complete", needs("change"), async (c) => {
      const { part_ids, md5 = null } = await validBody(c, Complete);
      const { upload, file } = await fileUploads.complete(c.var.actor, c.req.param("id"), { partIds: part_ids, md5 });
      return c.json(uploadObject(upload, file));
    })
    .post("/uploads/:id/cancel", needs("change"), async (c) =>
      c.json(uploadObject(await fileUploads.cancel(c.var.actor, c.req.param("id")))),
    );
}
