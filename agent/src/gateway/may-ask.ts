import type { KeySnapshot, RouteSnapshot } from "../contract/snapshot.ts";

/** Allowed is the route by its own name, or the alias that was asked. A key for metrics may ask nothing. */
export function mayAsk({ kind, allowedRoutes }: KeySnapshot, asked: string, route: RouteSnapshot): boolean {
  if (kind === "metrics") return false;
  return allowedRoutes === null || allowedRoutes.includes(route.name) || allowedRoutes.includes(asked);
}
