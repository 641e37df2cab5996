import { Hono } from "hono";
import { z } from "zod";
import { ModelKind } from "../contract/model.ts";
import type { Models } from "../services/models/models.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validQuery } from "./valid.ts";

const Filter = z.object({ kind: ModelKind.optional(), q: z.string().trim().max(80).optional() });

export function modelRoutes(models: Models) {
  return new Hono<ApiEnv>()
    .get("/models", needs("read"), async (c) => c.json(await models.list(c.var.actor, validQuery(c, Filter))))
    .get("/models/:id", needs("read"), async (c) => c.json(await models.get(c.var.actor, c.req.param("id"))))
    .delete("/models/:id", needs("remove"), async (c) => {
      await models.remove(c.var.actor, c.req.param("id"));
      return c.json({ ok: true });
    });
}
