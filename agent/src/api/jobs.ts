import { Hono } from "hono";
import { z } from "zod";
import { CreateJob, JobState } from "../contract/job.ts";
import { Page } from "../contract/word.ts";
import type { Jobs } from "../services/jobs/jobs.ts";
import type { Recipes } from "../services/recipes.ts";
import { type ApiEnv, needs } from "./access.ts";
import { LogQuery } from "./log-query.ts";
import { validBody, validQuery } from "./valid.ts";

const Filter = Page.extend({ q: z.string().trim().max(80).optional(), state: JobState.optional() });

export function jobRoutes(jobs: Jobs, recipes: Recipes) {
  return new Hono<ApiEnv>()
    .get("/recipes", needs("read"), (c) => c.json(recipes.books()))
    .get("/jobs", needs("read"), async (c) => {
      const { q, state, ...page } = validQuery(c, Filter);
      return c.json(await jobs.list(c.var.actor, { q, state }, page));
    })
    .post("/jobs", needs("create"), async (c) => c.json(await jobs.create(c.var.actor, await validBody(c, CreateJob)), 201))
    .get("/jobs/:id", needs("read"), async (c) => c.json(await jobs.get(c.var.actor, c.req.param("id"))))
    .post("/jobs/:id/cancel", needs("change"), async (c) => c.json(await jobs.cancel(c.var.actor, c.req.param("id"))))
    .post("/jobs/:id/pause", needs("change"), async (c) => c.json(await jobs.pause(c.var.actor, c.req.param("id"))))
    .post("/jobs/:id/resume", needs("change"), async (c) => c.json(await jobs.resume(c.var.actor, c.req.param("id"))))
    .get("/jobs/:id/series", needs("read"), async (c) => c.json({ points: await jobs.series(c.var.actor, c.req.param("id")) }))
    .get("/jobs/:id/checkpoints", needs("read"), async (c) =>
      c.json({ checkpoints: await jobs.checkpoints(c.var.actor, c.req.param("id")) }),
    )
    .get("/jobs/:id/log", needs("read"), async (c) => {
      const { from, limit } = validQuery(c, LogQuery);
      return c.json(await jobs.log(c.var.actor, c.req.param("id"), from, limit));
    })
    .delete("/jobs/:id", needs("remove"), async (c) => {
      await jobs.remove(c.var.actor, c.req.param("id"));
      return c.json({ ok: true });
    });
}
