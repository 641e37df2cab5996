/** What only the box's own terminal may ask: the gateway strips the operator header, so no network ever gets here. */
import { Hono } from "hono";
import { z } from "zod";
import { CreateKey, type NewKey } from "../contract/key.ts";
import type { Actor } from "../services/may.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validBody } from "./valid.ts";

export interface OperatorVerbs {
  createKey(actor: Actor, asked: CreateKey): Promise<NewKey>;
  /** Answers the number of runs stopped. */
  drain(keepRuns: boolean): Promise<number>;
  addTinyModel(): Promise<{ id: string; ggufId: string }>;
}
const Drain = z.object({ keepRuns: z.boolean().default(false) });

export function operatorRoutes(verbs: OperatorVerbs) {
  return new Hono<ApiEnv>()
    .post("/operator/key", needs("operate"), async (c) =>
      c.json(await verbs.createKey(c.var.actor, await validBody(c, CreateKey)), 201),
    )
    .post("/operator/drain", needs("operate"), async (c) => {
      const { keepRuns } = await validBody(c, Drain);
      return c.json({ stopped: await verbs.drain(keepRuns) });
    })
    .post("/operator/tiny-model", needs("operate"), async (c) => c.json(await verbs.addTinyModel(), 201));
}
