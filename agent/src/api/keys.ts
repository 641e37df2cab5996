import { Hono } from "hono";
import { CreateKey, RotateKey, UpdateKey } from "../contract/key.ts";
import type { Keys } from "../services/keys/keys.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validBody } from "./valid.ts";

export function keyRoutes(keys: Keys) {
  return new Hono<ApiEnv>()
    .get("/keys", needs("read"), async (c) => c.json(await keys.list(c.var.actor)))
    .post("/keys", needs("create"), async (c) => c.json(await keys.create(c.var.actor, await validBody(c, CreateKey)), 201))
    .get("/keys/:id", needs("read"), async (c) => c.json(await keys.get(c.var.actor, c.req.param("id"))))
    .put("/keys/:id", needs("change"), async (c) =>
      c.json(await keys.update(c.var.actor, c.req.param("id"), await validBody(c, UpdateKey))),
    )
    .post("/keys/:id/rotate", needs("change"), async (c) => {
      const { overlapHours } = await validBody(c, RotateKey);
      return c.json(await keys.rotate(c.var.actor, c.req.param("id"), overlapHours));
    })
    .delete("/keys/:id", needs("remove"), async (c) => {
      await keys.revoke(c.var.actor, c.req.param("id"));
      return c.json({ ok: true });
    })
    .post("/playground/key", needs("create"), async (c) => c.json(await keys.createPlayground(c.var.actor), 201));
}
