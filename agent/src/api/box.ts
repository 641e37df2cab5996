import { Hono } from "hono";
import { z } from "zod";
import type { CardState } from "../contract/card.ts";
import type { BoxService } from "../services/box.ts";
import type { Cards } from "../services/cards.ts";
import type { HardwareService } from "../services/hardware.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validQuery } from "./valid.ts";

const Refresh = z.object({ refresh: z.enum(["0", "1"]).default("0") });
const Minutes = z.object({
  minutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(10 * 366 * 1440)
    .default(60),
});

export function boxRoutes(options: { box: BoxService; hardware: HardwareService; cards: Cards; cardStates: () => CardState[] }) {
  const { box, hardware, cards, cardStates } = options;
  return new Hono<ApiEnv>()
    .get("/health", (c) => c.json({ ok: true }))
    .get("/box", needs("read"), async (c) => c.json(await box.read()))
    .get("/hardware", needs("read"), async (c) => c.json(await hardware.read(validQuery(c, Refresh).refresh === "1")))
    .get("/cards", needs("read"), (c) => c.json({ cards: cardStates() }))
    .get("/cards/history", needs("read"), (c) => c.json({ cards: cards.history(validQuery(c, Minutes).minutes) }));
}
