import { Hono } from "hono";
import { z } from "zod";
import { AcceptImport, StartImport } from "../contract/dataset.ts";
import { Page } from "../contract/word.ts";
import type { Imports } from "../services/imports.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validBody, validQuery } from "./valid.ts";

const BadRowPage = Page.extend({ after: z.coerce.number().int().min(0).optional() });

export function importRoutes(imports: Imports) {
  return new Hono<ApiEnv>()
    .get("/imports", needs("read"), async (c) => c.json(await imports.list(c.var.actor, validQuery(c, Page))))
    .post("/imports", needs("create"), async (c) =>
      c.json(await imports.start(c.var.actor, await validBody(c, StartImport)), 201),
    )
    .get("/imports/:id", needs("read"), async (c) => c.json(await imports.get(c.var.actor, c.req.param("id"))))
    .get("/imports/:id/bad-rows", needs("read"), async (c) =>
      c.json(await imports.badRows(c.var.actor, c.req.param("id"), validQuery(c, BadRowPage))),
    )
    .post("/imports/:id/accept", needs("change"), async (c) => {
      await validBody(c, AcceptImport);
      return c.json(await imports.accept(c.var.actor, c.req.param("id")));
    })
    .post("/imports/:id/discard", needs("change"), async (c) => c.json(await imports.discard(c.var.actor, c.req.param("id"))));
}
