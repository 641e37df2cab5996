import type { RouteSnapshot } from "../../contract/snapshot.ts";

/** One entry of GET /v1/models. */
export function modelEntry(route: RouteSnapshot): object {
  return { id: route.name, object: "model", created: route.created, owned_by: "sluice" };
}

export function modelList(routes: ReadonlyMap<string, RouteSnapshot>): object {
  return { object: "list", data: [...routes.values()].map(modelEntry), has_more: false };
}
