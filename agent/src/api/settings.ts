import { Hono } from "hono";
import { Settings } from "../contract/box.ts";
import type { BoxSettings } from "../services/settings.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validBody } from "./valid.ts";

export function settingRoutes(settings: BoxSettings) {
  return new Hono<ApiEnv>()
    .get("/settings", needs("read"), async (c) => c.json(await settings.read()))
    .put("/settings", needs("change"), async (c) => c.json(await settings.write(await validBody(c, Settings))));
}
