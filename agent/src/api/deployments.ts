import { Hono } from "hono";
import { CreateDeployment, UpdateDeployment } from "../contract/deployment.ts";
import type { Deployments } from "../services/deployments/deployments.ts";
import type { Sleeping } from "../services/deployments/sleeping.ts";
import { type ApiEnv, needs } from "./access.ts";
import { LogQuery } from "./log-query.ts";
import { validBody, validQuery } from "./valid.ts";

export function deploymentRoutes(deployments: Deployments, sleeping: Sleeping) {
  return new Hono<ApiEnv>()
    .get("/deployments", needs("read"), async (c) => c.json(await deployments.list(c.var.actor)))
    .post("/deployments", needs("create"), async (c) =>
      c.json(await deployments.create(c.var.actor, await validBody(c, CreateDeployment)), 201),
    )
    .get("/deployments/:id", needs("read"), async (c) => c.json(await deployments.get(c.var.actor, c.req.param("id"))))
    .put("/deployments/:id", needs("change"), async (c) => {
      return c.json(await deployments.change(c.var.actor, c.req.param("id"), await validBody(c, UpdateDeployment)));
    })
    .post("/deployments/:id/start", needs("change"), async (c) => c.json(await deployments.start(c.var.actor, c.req.param("id"))))
    .post("/deployments/:id/stop", needs("change"), async (c) => c.json(await deployments.stop(c.var.actor, c.req.param("id"))))
    .post("/deployments/:id/sleep", needs("change"), async (c) => {
      await sleeping.sleep(c.var.actor, c.req.param("id"));
      return c.json(await deployments.get(c.var.actor, c.req.param("id")));
    })
    .post("/deployments/:id/wake", needs("change"), async (c) => {
      await sleeping.wake(c.var.actor, c.req.param("id"));
      return c.json(await deployments.get(c.var.actor, c.req.param("id")));
    })
    .get("/deployments/:id/log", needs("read"), async (c) => {
      const { from, limit } = validQuery(c, LogQuery);
      return c.json(await deployments.log(c.var.actor, c.req.param("id"), from, limit));
    })
    .delete("/deployments/:id", needs("remove"), async (c) => {
      await deployments.remove(c.var.actor, c.req.param("id"));
      return c.json({ ok: true });
    });
}
