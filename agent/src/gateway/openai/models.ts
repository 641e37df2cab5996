import type { RouteSnapshot } from "../../contract/snapshot.ts";

/** One entry of GET /v1/models. */
export function modelEntry(name: string, route: RouteSnapshot): object {
  return { id: name, object: "model", created: route.created, owned_by: "sluice" };
}

export function modelList(routes: ReadonlyMap<string, RouteSnapshot>): object {
  return { object: "list", data: [...routes].map(([name, route]) => modelEntry(name, route)), has_more: false };
}
