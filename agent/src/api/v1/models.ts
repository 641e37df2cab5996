/** `DELETE /v1/models/{model}`: what a fine-tuning job published is taken away. Listing them is the gateway's own business. */
import { Hono } from "hono";
import type { RemoveModel } from "../../services/fine-tuning/remove-model.ts";
import { type ApiEnv, needs } from "../access.ts";

export function modelNameRoutes(removeModel: RemoveModel) {
  return new Hono<ApiEnv>().delete("/models/:model", needs("remove"), async (c) => {
    const { name, keptFor } = await removeModel(c.var.actor, c.req.param("model"));
    return c.json({ id: name, object: "model", deleted: true, sluice: { kept_for: keptFor } });
  });
}
