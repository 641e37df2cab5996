import { Hono } from "hono";
import type { Engines } from "../services/engines.ts";
import { type ApiEnv, needs } from "./access.ts";

export function engineRoutes(engines: Engines) {
  return new Hono<ApiEnv>()
    .get("/engines", needs("read"), async (c) => c.json(await engines.list()))
    .post("/packs/:id/install", needs("change"), async (c) => c.json({ pack: await engines.install(c.req.param("id")) }, 202));
}
