/** A route as it is changed and sent back. Pure. */
import { type CreateRoute, type Route, RouteName } from "@sluice/agent/contract";

/** An update is the whole of it again, so every form starts from what is there. */
export const toRequest = (route: Route): CreateRoute => ({
  name: route.name,
  aliases: route.aliases,
  targets: route.targets.map(({ deploymentId, weight }) => ({ deploymentId, weight })),
  fallbacks: route.fallbacks,
  policy: route.policy,
});

/** Weights as shares of all, 0..1; nobody has one while all are 0. */
export function sharesOf(weights: readonly number[]): number[] {
  const all = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => (all > 0 ? weight / all : 0));
}

/** Names separated by commas, blanks or lines; each once. */
export function parseNames(text: string): { names: string[]; wrong: string[] } {
  const words = [...new Set(text.split(/[\s,，、]+/).filter((word) => word !== ""))];
  const isGood = (word: string): boolean => RouteName.safeParse(word).success;
  return { names: words.filter(isGood), wrong: words.filter((word) => !isGood(word)) };
}

export function move<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(to, 0, one);
  return next;
}
