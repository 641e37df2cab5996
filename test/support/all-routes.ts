/** Every route of the API, read from the routers themselves: a new one is covered by the walk without being named. */
import { createApp } from "../../agent/src/api/app.ts";
import type { Logger } from "../../agent/src/lib/logger.ts";
import { routesOf } from "../../agent/src/wire/routes.ts";

export function allRoutes(logger: Logger): { name: string; method: string; path: string }[] {
  // Only mounted, never called: what the handlers would use is not there.
  const nothing = new Proxy({}, { get: () => nothing }) as never;
  const groups = routesOf(nothing);
  const app = createApp({ access: nothing, groups, logger });
  const seen = new Map(
    app.routes.filter((route) => route.method !== "ALL").map(({ method, path }) => [`${method} ${path}`, { method, path }]),
  );
  return [...seen].map(([name, route]) => ({ name, ...route }));
}
