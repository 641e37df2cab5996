import { Hono } from "hono";
import { UpdateProject } from "../contract/usage.ts";
import type { Projects } from "../services/projects.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validBody } from "./valid.ts";

export function projectRoutes(projects: Projects) {
  return new Hono<ApiEnv>()
    .get("/projects", needs("read"), async (c) => c.json(await projects.list(c.var.actor)))
    .put("/projects/:id", needs("change"), async (c) =>
      c.json(await projects.update(c.var.actor, c.req.param("id"), await validBody(c, UpdateProject))),
    );
}
