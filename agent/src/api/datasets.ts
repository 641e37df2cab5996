import { Hono } from "hono";
import { z } from "zod";
import { RowPreview } from "../contract/dataset.ts";
import { Page } from "../contract/word.ts";
import type { Datasets } from "../services/datasets.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validQuery } from "./valid.ts";

const ListQuery = Page.extend({ q: z.string().trim().max(200).optional() });
const RowsQuery = Page.extend({ after: z.coerce.number().int().min(0).default(0), split: RowPreview.shape.split.optional() });

export function datasetRoutes(datasets: Datasets) {
  return new Hono<ApiEnv>()
    .get("/datasets", needs("read"), async (c) => c.json(await datasets.list(c.var.actor, validQuery(c, ListQuery))))
    .get("/datasets/:id", needs("read"), async (c) => c.json(await datasets.get(c.var.actor, c.req.param("id"))))
    .delete("/datasets/:id", needs("remove"), async (c) => {
      await datasets.remove(c.var.actor, c.req.param("id"));
      return c.json({ ok: true });
    })
    .get("/datasets/:id/versions/:versionId/rows", needs("read"), async (c) => {
      const { id, versionId } = c.req.param();
      return c.json(await datasets.rows(c.var.actor, id, versionId, validQuery(c, RowsQuery)));
    });
}
