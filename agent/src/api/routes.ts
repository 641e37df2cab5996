import { Hono } from "hono";
import { z } from "zod";
import { CreateRoute, Promote, Publish, UpdateRoute } from "../contract/route.ts";
import { Page } from "../contract/word.ts";
import type { Rollouts } from "../services/rollouts/rollouts.ts";
import type { Routes } from "../services/routes/routes.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validBody, validQuery } from "./valid.ts";

const Live = z.object({ minutes: z.coerce.number().int().min(1).max(60).default(15) });

export function routeRoutes(routes: Routes, rollouts: Rollouts) {
  return new Hono<ApiEnv>()
    .get("/routes", needs("read"), async (c) => c.json(await routes.list(c.var.actor)))
    .post("/routes", needs("create"), async (c) => c.json(await routes.create(c.var.actor, await validBody(c, CreateRoute)), 201))
    .get("/routes/:id", needs("read"), async (c) => c.json(await routes.get(c.var.actor, c.req.param("id"))))
    .put("/routes/:id", needs("change"), async (c) =>
      c.json(await routes.update(c.var.actor, c.req.param("id"), await validBody(c, UpdateRoute))),
    )
    .delete("/routes/:id", needs("remove"), async (c) => {
      await routes.remove(c.var.actor, c.req.param("id"));
      return c.json({ ok: true });
    })
    .get("/routes/:id/live", needs("read"), async (c) =>
      c.json(await routes.live(c.var.actor, c.req.param("id"), validQuery(c, Live).minutes)),
    )
    .get("/routes/:id/rollouts", needs("read"), async (c) =>
      c.json(await rollouts.list(c.var.actor, c.req.param("id"), validQuery(c, Page))),
    )
    .post("/routes/:id/publish", needs("change"), async (c) =>
      c.json(await rollouts.publish(c.var.actor, c.req.param("id"), await validBody(c, Publish)), 201),
    )
    .post("/rollouts/:id/promote", needs("change"), async (c) =>
      c.json(await rollouts.promote(c.var.actor, c.req.param("id"), await validBody(c, Promote))),
    )
    .post("/rollouts/:id/cancel", needs("change"), async (c) => c.json(await rollouts.cancel(c.var.actor, c.req.param("id"))));
}
