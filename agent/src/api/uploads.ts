import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { SluiceError } from "../contract/error.ts";
import { CreateUpload, type UploadState } from "../contract/upload.ts";
import type { Uploads } from "../services/uploads/uploads.ts";
import { type ApiEnv, needs } from "./access.ts";
import { readContentRange } from "./content-range.ts";
import { validBody } from "./valid.ts";

/** Made first, then sent in pieces; whoever was cut off asks what is held (HEAD) and goes on from there. */
export function uploadRoutes(uploads: Uploads) {
  return new Hono<ApiEnv>()
    .post("/uploads", needs("create"), async (c) =>
      c.json(await uploads.create(c.var.actor, await validBody(c, CreateUpload)), 201),
    )
    .get("/uploads/:id", needs("read"), async (c) => answer(c, await uploads.state(c.var.actor, c.req.param("id"))))
    .put("/uploads/:id", needs("change"), async (c) => {
      // Node's own stream: nothing is collected in memory, and what is not read is thrown away by the server.
      const { incoming } = c.env as HttpBindings;
      const given = Number(c.req.header("content-length") ?? Number.NaN);
      const range = readContentRange(c.req.header("content-range"), Number.isFinite(given) ? given : null);
      const state = await uploads.append(c.var.actor, c.req.param("id"), { ...range, body: incoming }).catch((error: unknown) => {
        // The client is gone: nobody reads the answer, but the log should not call it our fault.
        if (!incoming.errored || error instanceof SluiceError) throw error;
        throw new SluiceError("bad-file", "The upload broke off.", { hint: "Send the rest.", cause: error });
      });
      return answer(c, state);
    })
    .delete("/uploads/:id", needs("remove"), async (c) => {
      await uploads.remove(c.var.actor, c.req.param("id"));
      return c.json({ ok: true });
    });
}

/** The names are those of the resumable uploads draft of the IETF; HEAD gives them without a body. */
function answer(c: Context, state: UploadState) {
  c.header("cache-control", "no-store");
  c.header("upload-offset", String(state.bytes));
  if (state.totalBytes !== null) c.header("upload-length", String(state.totalBytes));
  c.header("upload-complete", state.sha256 === null ? "?0" : "?1");
  return c.json(state);
}
