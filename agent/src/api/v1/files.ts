/** `/v1/files`: what a client of OpenAI's uploads, to fine-tune on it. */
import { Readable } from "node:stream";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import { SluiceError } from "../../contract/error.ts";
import type { Files } from "../../services/files/files.ts";
import type { Uploads } from "../../services/uploads/uploads.ts";
import { type ApiEnv, needs } from "../access.ts";
import { check, validQuery } from "../valid.ts";
import { ExpiresAfter, fileObject, Purpose } from "./file-object.ts";
import { type Fields, readForm } from "./multipart.ts";
import { cursorList, cursorQuery } from "./paging.ts";

const Form = z.object({ purpose: Purpose, expires_after: ExpiresAfter.nullable() });
const List = cursorQuery({ usual: 10_000, most: 10_000 }).extend({ purpose: z.string().max(100).optional() });

export function fileRoutes(files: Files, uploads: Uploads) {
  return new Hono<ApiEnv>()
    .post("/files", needs("create"), async (c) => {
      const { actor } = c.var;
      const { incoming } = c.env as HttpBindings;
      await uploads.checkSpace(Number(incoming.headers["content-length"] ?? 0));
      const { taken, fields } = await readForm(incoming, {
        field: "file",
        async take(file, early) {
          // Where it is said before the file, a wrong purpose need not wait for gigabytes.
          if (early.purpose !== undefined) check(Purpose, early.purpose);
          return uploads.receive(actor, { ...file, bytes: null });
        },
        undo: (whole) => uploads.discard(whole.id),
      });
      try {
        const { purpose, expires_after } = readFields(fields);
        if (taken.bytes === 0) throw new SluiceError("file-empty", "The file is empty.", { details: { param: "file" } });
        const kept = await files.keep(actor, taken, { purpose, expiresAfterSeconds: expires_after?.seconds ?? null });
        return c.json(fileObject(kept));
      } catch (error) {
        await uploads.discard(taken.id);
        throw error;
      }
    })
    .get("/files", needs("read"), async (c) => {
      const { purpose = null, ...page } = validQuery(c, List);
      const list = await files.list(c.var.actor, purpose, page);
      return c.json(cursorList({ data: list.data.map(fileObject), nextAfter: list.nextAfter }));
    })
    .get("/files/:id", needs("read"), async (c) => c.json(fileObject(await files.get(c.var.actor, c.req.param("id")))))
    .get("/files/:id/content", needs("read"), async (c) => {
      const { file, read } = await files.content(c.var.actor, c.req.param("id"));
      c.header("content-type", "application/octet-stream");
      c.header("content-length", String(file.bytes));
      c.header("content-disposition", attachment(file.filename));
      c.header("x-content-type-options", "nosniff");
      // HEAD comes here too, and nobody would ever close the stream.
      if (c.req.method === "HEAD") return c.body(null);
      return c.body(Readable.toWeb(read()) as ReadableStream);
    })
    .delete("/files/:id", needs("remove"), async (c) => {
      const id = c.req.param("id");
      await files.remove(c.var.actor, id);
      return c.json({ id, object: "file", deleted: true });
    });
}

/** Forms know no objects: `expires_after[anchor]` and `expires_after[seconds]`. */
function readFields(fields: Fields): z.infer<typeof Form> {
  const anchor = fields["expires_after[anchor]"];
  const seconds = fields["expires_after[seconds]"];
  const isGiven = anchor !== undefined || seconds !== undefined;
  return check(Form, { purpose: fields.purpose, expires_after: isGiven ? { anchor, seconds } : null });
}

/** RFC 8187: what encodeURIComponent leaves alone and a header may not hold is written out, too. */
function attachment(filename: string): string {
  const name = encodeURIComponent(filename).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename*=UTF-8''${name}`;
}
