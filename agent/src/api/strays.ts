import { Hono } from "hono";
import { z } from "zod";
import type { StraysService } from "../services/strays/strays.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validQuery } from "./valid.ts";

const Refresh = z.object({ refresh: z.enum(["0", "1"]).default("0") });

export function strayRoutes(strays: StraysService) {
  return new Hono<ApiEnv>()
    .get("/strays", needs("read"), async (c) => {
      if (validQuery(c, Refresh).refresh === "1") await strays.lookSoon();
      return c.json(strays.read());
    })
    .post("/strays/:id/adopt", needs("change"), async (c) => c.json(await strays.adopt(c.var.actor, c.req.param("id"))))
    .post("/strays/:id/stop", needs("remove"), async (c) => c.json(await strays.stop(c.var.actor, c.req.param("id")), 202));
}
