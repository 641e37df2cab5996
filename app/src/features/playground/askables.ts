/** All that can be asked by one name: each deployment under its own, and the public names people made. Pure. */
import type { Deployment, Route } from "@sluice/agent/contract";

export interface Askable {
  /** What is sent as `model`. */
  name: string;
  aliases: string[];
  /** Null: a deployment under its own name. */
  route: Route | null;
  /** Who answers; of a route, the one with most of the weight. */
  deployment: Deployment;
}

/** Only those that chat. A deployment whose name a route has taken is asked through the route, by clients as well. */
export function askables(routes: Route[], deployments: Deployment[]): Askable[] {
  const byId = new Map(deployments.map((d) => [d.id, d]));
  const taken = new Set(routes.flatMap((route) => [route.name, ...route.aliases]));
  const own = deployments
    .filter((d) => !taken.has(d.name))
    .map((d) => ({ name: d.name, aliases: [], route: null, deployment: d }));
  const named = routes.flatMap((route): Askable[] => {
    const heaviest = route.targets.toSorted((a, b) => b.weight - a.weight).map(({ deploymentId }) => deploymentId);
    const deployment = [...heaviest, ...route.fallbacks].flatMap((id) => byId.get(id) ?? [])[0];
    return deployment ? [{ name: route.name, aliases: route.aliases, route, deployment }] : [];
  });
  return [...own, ...named].filter(({ deployment }) => deployment.gives.includes("chat"));
}

/** Of a route: ready as soon as one of those it leads to is. */
export function stateOf({ route, deployment }: Askable): string {
  return route?.targets.some(({ state, weight }) => state === "ready" && weight > 0) ? "ready" : deployment.state;
}
