import { Hono } from "hono";
import { SetPrice } from "../contract/usage.ts";
import type { Prices } from "../services/prices.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validBody } from "./valid.ts";

export function priceRoutes(prices: Prices) {
  return new Hono<ApiEnv>()
    .get("/prices", needs("read"), async (c) => c.json(await prices.list()))
    .put("/prices", needs("change"), async (c) => c.json(await prices.set(c.var.actor, await validBody(c, SetPrice))))
    .delete("/prices/:modelId", needs("remove"), async (c) => {
      const id = c.req.param("modelId");
      return c.json(await prices.remove(id === "default" ? null : id));
    });
}
