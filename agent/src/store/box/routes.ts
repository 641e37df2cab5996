import { z } from "zod";
import { SluiceError } from "../../contract/error.ts";
import { type Route, RouteName, RoutePolicy, RouteTarget } from "../../contract/route.ts";
import { Id } from "../../contract/word.ts";
import type { BoxDb } from "./client.ts";
import { isUniqueBroken, json, moment } from "./column.ts";
import type { Route as RouteRow } from "./generated/client.ts";

/** What is stored: targets as they are between rollouts. The one under way shifts the weights (services/routes/targets-now.ts). */
export type RouteRecord = Omit<Route, "targets" | "rollout"> & { targets: RouteTarget[] };
export type RouteFields = Pick<RouteRecord, "name" | "aliases" | "targets" | "fallbacks" | "policy">;
export type RouteStore = ReturnType<typeof createRouteStore>;

const toRoute = (row: RouteRow): RouteRecord => ({
  id: row.id,
  name: row.name,
  projectId: row.projectId,
  createdBy: row.createdBy,
  createdAt: moment(row.createdAt),
  aliases: json(row.aliases, z.array(RouteName), "list of aliases"),
  targets: json(row.targets, z.array(RouteTarget), "list of targets"),
  fallbacks: json(row.fallbacks, z.array(Id), "list of fallbacks"),
  policy: json(row.policy, RoutePolicy, "policy of a route"),
});
const columns = ({ name, aliases, targets, fallbacks, policy }: RouteFields) => ({
  name,
  aliases: JSON.stringify(aliases),
  targets: JSON.stringify(targets),
  fallbacks: JSON.stringify(fallbacks),
  policy: JSON.stringify(policy),
});

export function createRouteStore(db: BoxDb) {
  return {
    /** By name: a person looks for one. */
    async all(): Promise<RouteRecord[]> {
      return (await db.route.findMany({ orderBy: { name: "asc" } })).map(toRoute);
    },
    async get(id: string): Promise<RouteRecord | null> {
      const row = await db.route.findUnique({ where: { id } });
      return row ? toRoute(row) : null;
    },
    async create(route: RouteRecord): Promise<void> {
      const { id, projectId, createdBy, createdAt } = route;
      await unique(route.name, () =>
        db.route.create({ data: { id, projectId, createdBy, createdAt: new Date(createdAt), ...columns(route) } }),
      );
    },
    async update(id: string, fields: RouteFields): Promise<void> {
      await unique(fields.name, () => db.route.updateMany({ where: { id }, data: columns(fields) }));
    },
    /** Its rollouts go with it. */
    async remove(id: string): Promise<void> {
      await db.route.deleteMany({ where: { id } });
    },
  };
}

async function unique(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isUniqueBroken(error)) throw error;
    throw new SluiceError("name-taken", `A route named "${name}" exists already.`, {
      hint: "Choose another name.",
      cause: error,
    });
  }
}
