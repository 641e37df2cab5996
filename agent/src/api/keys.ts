import { Hono } from "hono";
import { CreateKey } from "../contract/key.ts";
import type { Keys } from "../services/keys.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validBody } from "./valid.ts";

export function keyRoutes(keys: Keys) {
  return new Hono<ApiEnv>()
    .get("/keys", needs("read"), async (c) => c.json(await keys.list(c.var.actor)))
    .post("/keys", needs("create"), async (c) =>
      c.json(await keys.create(c.var.actor, (await validBody(c, CreateKey)).name), 201),
    )
    .delete("/keys/:id", needs("remove"), async (c) => {
      await keys.revoke(c.var.actor, c.req.param("id"));
      return c.json({ ok: true });
    })
    .post("/playground/key", needs("create"), async (c) => c.json(await keys.createPlayground(c.var.actor), 201));
}
