import type { Rollout } from "../contract/route.ts";
import type { HealthCheck } from "./check.ts";

/** So long it is news; a newer rollout of the route ends it sooner. */
const newsMs = 7 * 24 * 3_600_000;

/** A new version that was taken out by itself: nobody may have been looking. `latest`: the last rollout of each route. */
export function rolledBack(options: {
  latest: () => Promise<readonly Pick<Rollout, "routeId" | "state" | "why" | "endedAt">[]>;
  routeName: (routeId: string) => Promise<string | null>;
  now: () => number;
}): HealthCheck {
  return {
    id: "rolled-back",
    everyMs: 5_000,
    async check() {
      const isNews = ({ state, endedAt }: Pick<Rollout, "state" | "endedAt">) =>
        state === "rolled-back" && options.now() - Date.parse(endedAt ?? "") < newsMs;
      const found = (await options.latest()).filter(isNews);
      return Promise.all(
        found.map(async ({ routeId, why }) => {
          const name = (await options.routeName(routeId)) ?? routeId;
          return {
            id: `rolled-back:${routeId}`,
            severity: "warning" as const,
            code: "rolled-back",
            message: `The new version of "${name}" was taken out. ${why ?? ""}`.trim(),
            fix: "Look at the answers and the log of its deployment, then publish a better one.",
            href: `/routes/${routeId}`,
            details: { id: routeId, name, why },
          };
        }),
      );
    },
  };
}
