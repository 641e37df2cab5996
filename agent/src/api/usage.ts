import { Hono } from "hono";
import { z } from "zod";
import type { UsageService } from "../services/usage.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validQuery } from "./valid.ts";

const Query = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });

export function usageRoutes(usage: Pick<UsageService, "query">) {
  return new Hono<ApiEnv>().get("/usage", needs("read"), async (c) => c.json(await usage.query(validQuery(c, Query).days)));
}
