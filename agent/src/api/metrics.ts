import { Hono } from "hono";
import { type ApiEnv, needs } from "./access.ts";

/** Mounted at /api for people and the terminal, at /v1 for a key made for it (the gateway's /metrics leads there). */
export function metricRoutes(metrics: { write(): Promise<string> }) {
  return new Hono<ApiEnv>().get("/metrics", needs("scrape"), async (c) => {
    c.header("content-type", "text/plain; version=0.0.4; charset=utf-8");
    return c.body(await metrics.write());
  });
}
