/** Every route of the agent, read from the routers themselves: a new one is covered by the walk without being named. */
import { createApp } from "../../agent/src/api/app.ts";
import { createV1App } from "../../agent/src/api/v1/app.ts";
import type { Logger } from "../../agent/src/lib/logger.ts";
import { routesOf, v1RoutesOf } from "../../agent/src/wire/routes.ts";

interface Route {
  name: string;
  method: string;
  path: string;
}
// Only mounted, never called: what the handlers would use is not there.
const nothing = new Proxy({}, { get: () => nothing }) as never;

export const allRoutes = (logger: Logger): Route[] =>
  listed(createApp({ access: nothing, groups: routesOf(nothing), logger }).routes);
/** Those that are asked with an API key. */
export const allV1Routes = (logger: Logger): Route[] =>
  listed(createV1App({ actorOfKey: nothing, groups: v1RoutesOf(nothing), logger }).routes);

function listed(routes: readonly { method: string; path: string }[]): Route[] {
  const seen = new Map(
    routes.filter((route) => route.method !== "ALL").map(({ method, path }) => [`${method} ${path}`, { method, path }]),
  );
  return [...seen].map(([name, route]) => ({ name, ...route }));
}
