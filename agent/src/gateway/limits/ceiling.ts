import type { DeploymentSnapshot, RouteSnapshot, TokenPrice } from "../../contract/snapshot.ts";
import type { Ceiling } from "./reserve.ts";

/** Which engine will answer is not known yet when room for a question is made: the dearest and the longest of its route count. */
export function ceilingOf(route: RouteSnapshot, deployments: ReadonlyMap<string, DeploymentSnapshot>): Ceiling {
  const ids = [...route.targets.map(({ deploymentId }) => deploymentId), ...route.fallbacks];
  const all = ids.flatMap((id) => deployments.get(id) ?? []);
  const contexts = all.map(({ contextTokens }) => contextTokens ?? Number.POSITIVE_INFINITY);
  return {
    price: all.reduce<TokenPrice | null>((most, { price }) => dearest(most, price), null),
    contextTokens: contexts.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...contexts),
    answerTokens: route.policy.maxTokens ?? Number.POSITIVE_INFINITY,
  };
}

/** Worked out once per route and snapshot. */
export function createCeilings(): typeof ceilingOf {
  const known = new WeakMap<RouteSnapshot, Ceiling>();
  return (route, deployments) => {
    let ceiling = known.get(route);
    if (!ceiling) {
      ceiling = ceilingOf(route, deployments);
      known.set(route, ceiling);
    }
    return ceiling;
  };
}

function dearest(one: TokenPrice | null, other: TokenPrice | null): TokenPrice | null {
  if (one === null || other === null) return one ?? other;
  const { max } = Math;
  return { input: max(one.input, other.input), output: max(one.output, other.output), cached: max(one.cached, other.cached) };
}
