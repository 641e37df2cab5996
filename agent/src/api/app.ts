/** All routes under one guard. The groups are mounted as they are; who may call them is said at each route. */
import { Hono } from "hono";
import { SluiceError } from "../contract/error.ts";
import type { Logger } from "../lib/logger.ts";
import { type AccessOptions, type ApiEnv, guard, refuseUndeclared } from "./access.ts";
import { answerError } from "./errors.ts";

export function createApp(options: { access: AccessOptions; groups: readonly Hono<ApiEnv>[]; logger: Logger }): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError((error, c) => answerError(error, c, options.logger));
  app.notFound((c) => answerError(new SluiceError("not-found", "There is no such address."), c, options.logger));
  app.use("*", guard(options.access));
  for (const group of options.groups) app.route("/api", group);
  refuseUndeclared(app);
  return app;
}
