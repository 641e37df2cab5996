/** OpenAI's addresses that the box's own business stands behind (files, uploads, fine-tuning, usage). The gateway pipes them here. */
import { Hono } from "hono";
import { SluiceError } from "../../contract/error.ts";
import type { Logger } from "../../lib/logger.ts";
import { type ApiEnv, refuseUndeclared } from "../access.ts";
import { type ActorOfKey, keyGuard } from "./access.ts";
import { answerOpenAiError } from "./errors.ts";

export interface V1Options {
  actorOfKey: ActorOfKey;
  groups: readonly Hono<ApiEnv>[];
  logger: Logger;
}

export function createV1App(options: V1Options): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError((error, c) => answerOpenAiError(error, c, options.logger));
  app.notFound((c) => answerOpenAiError(noSuchAddress(c.req.method, c.req.path), c, options.logger));
  app.use("*", keyGuard(options.actorOfKey));
  for (const group of options.groups) app.route("/v1", group);
  refuseUndeclared(app);
  return app;
}

function noSuchAddress(method: string, path: string): SluiceError {
  return new SluiceError("not-found", `There is no ${method} ${path.slice(0, 100)}.`, { details: { code: "unknown_url" } });
}
