/** /v1/fine_tuning/jobs: OpenAI's fine-tuning API, for their own clients. */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { CreateFineTune } from "../../contract/fine-tune.ts";
import type { FineTunes } from "../../services/fine-tuning/fine-tunes.ts";
import { type ApiEnv, needs } from "../access.ts";
import { validBody, validQuery } from "../valid.ts";
import { cursorList, cursorQuery } from "./paging.ts";

const jobsPage = cursorQuery({ usual: 20, most: 100 });
const eventsPage = cursorQuery({ usual: 20, most: 1000 });

export function fineTuningRoutes(fineTunes: FineTunes) {
  const id = (c: Context) => c.req.param("id") ?? "";
  return new Hono<ApiEnv>()
    .post("/fine_tuning/jobs", needs("create"), async (c) =>
      c.json(await fineTunes.create(c.var.actor, await validBody(c, CreateFineTune))),
    )
    .get("/fine_tuning/jobs", needs("read"), async (c) =>
      c.json(cursorList(await fineTunes.list(c.var.actor, metadataOf(c), validQuery(c, jobsPage)))),
    )
    .get("/fine_tuning/jobs/:id", needs("read"), async (c) => c.json(await fineTunes.get(c.var.actor, id(c))))
    .post("/fine_tuning/jobs/:id/cancel", needs("change"), async (c) => c.json(await fineTunes.cancel(c.var.actor, id(c))))
    .post("/fine_tuning/jobs/:id/pause", needs("change"), async (c) => c.json(await fineTunes.pause(c.var.actor, id(c))))
    .post("/fine_tuning/jobs/:id/resume", needs("change"), async (c) => c.json(await fineTunes.resume(c.var.actor, id(c))))
    .get("/fine_tuning/jobs/:id/events", needs("read"), async (c) =>
      c.json(cursorList(await fineTunes.events(c.var.actor, id(c), validQuery(c, eventsPage)))),
    )
    .get("/fine_tuning/jobs/:id/checkpoints", needs("read"), async (c) =>
      c.json(cursorList(await fineTunes.checkpoints(c.var.actor, id(c), validQuery(c, eventsPage)))),
    );
}

/** `metadata[k]=v`, as their clients write it. */
function metadataOf(c: Context): Record<string, string> {
  const pairs = Object.entries(c.req.query()).flatMap(([name, value]) => {
    const key = /^metadata\[(.{1,64})\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  return z.record(z.string(), z.string()).parse(Object.fromEntries(pairs));
}
