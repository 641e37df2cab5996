import { Hono } from "hono";
import { z } from "zod";
import { SluiceError } from "../contract/error.ts";
import type { Uploads } from "../services/uploads.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validQuery } from "./valid.ts";

const Query = z.object({ filename: z.string().max(4096).default("data") });

/** The body is the file itself, streamed to disk as it comes: nothing is collected in memory. */
export function uploadRoutes(uploads: Uploads) {
  return new Hono<ApiEnv>().post("/uploads", needs("create"), async (c) => {
    const { filename } = validQuery(c, Query);
    const given = Number(c.req.header("content-length") ?? Number.NaN);
    const body = c.req.raw.body ?? emptyBody();
    const state = await uploads.receive(c.var.actor, { filename, bytes: Number.isFinite(given) ? given : null, body }).catch(
      // The client is gone: nobody reads the answer, but the log should not call it our fault.
      (error: unknown) => {
        if (!c.req.raw.signal.aborted) throw error;
        throw new SluiceError("bad-file", "The upload broke off.", { hint: "Upload it again.", cause: error });
      },
    );
    return c.json(state, 201);
  });
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}
