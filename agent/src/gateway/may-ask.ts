import type { KeySnapshot, RouteSnapshot } from "../contract/snapshot.ts";

/** Allowed is the route by its own name, or the alias that was asked. */
export function mayAsk({ allowedRoutes }: KeySnapshot, asked: string, route: RouteSnapshot): boolean {
  return allowedRoutes === null || allowedRoutes.includes(route.name) || allowedRoutes.includes(asked);
}
