/** Who asks, for what, and when. Why these numbers: README.md. */
import { createDice, type Dice } from "./dice.ts";

export const assumed = {
  requestsPerDay: 20_000_000,
  ...{ programs: 300, people: 1700, projects: 120, departments: 15 },
  ...{ routes: 40, models: 12, routesPerProgram: 6, routesPerPerson: 3 },
  /** Of all requests; the rest are people's. */
  programShare: 0.9,
  ...{ playgroundVisitsPerDay: 100, requestsPerVisit: 20 },
};
export type Assumed = typeof assumed;

export interface Kind {
  path: string;
  kind: "completions" | "embeddings" | "rerank";
  promptTokens: number;
  completionTokens: number;
  /** Nano-units per token. */
  price: { input: number; output: number; cached: number };
}
/** One row of the hourly sums, each hour that it is used in. */
export interface Use extends Kind {
  key: string;
  project: string;
  route: string;
  model: string;
  deployment: string;
  /** Of a day's requests. */
  share: number;
  /** What part of that falls in each hour. */
  hours: readonly number[];
}
export interface CustomerKey {
  id: string;
  kind: "project" | "person" | "playground";
  project: string;
  person: string;
}
interface Route {
  id: string;
  model: string;
  kind: Kind;
  /** Deployments by weight. */
  targets: readonly (readonly [string, number])[];
}
export interface Customer {
  assumed: Assumed;
  keys: readonly CustomerKey[];
  uses: readonly Use[];
  /** The playground makes a key for each visit: of that day since 1970. */
  visitsOn(day: number): { keys: CustomerKey[]; uses: Use[] };
}

const chat = { path: "/v1/chat/completions", kind: "completions", promptTokens: 900, completionTokens: 160 } as const;
const embed = { path: "/v1/embeddings", kind: "embeddings", promptTokens: 220, completionTokens: 0 } as const;
const rank = { path: "/v1/rerank", kind: "rerank", promptTokens: 600, completionTokens: 0 } as const;
const price = { input: 2000, output: 8000, cached: 500 };

const office = [0, 0, 0, 0, 0, 0, 0.1, 0.2, 0.5, 1, 1.1, 1.1, 0.6, 0.8, 1.1, 1.1, 1.1, 1, 0.6, 0.3, 0.1, 0.1, 0.1, 0];
const officeHours = office.map((weight) => weight / office.reduce((sum, one) => sum + one, 0));
/** Half by the day's work, half by night runs. */
const programHours = officeHours.map((share) => (share + 1 / 24) / 2);

const idOf = (prefix: string, n: number) => `${prefix}_${String(n).padStart(16, "0")}`;
export const projectId = (n: number) => idOf("prj", n);
export const personId = (n: number) => idOf("usr", n);

export function createCustomer(numbers: Partial<Assumed> = {}): Customer {
  const all = { ...assumed, ...numbers };
  const dice = createDice(20);
  const routes = Array.from({ length: all.routes }, (_, n) => routeOf(n, all.models));
  const keys = Array.from({ length: all.programs + all.people }, (_, n): CustomerKey => {
    const kind = n < all.programs ? "project" : "person";
    return { id: idOf("key", n), kind, project: projectId(n % all.projects), person: personId(n % all.people) };
  });
  const programs = keys.slice(0, all.programs).flatMap((key) => usesOf(key, routes, all.routesPerProgram, 1.2, dice));
  const people = keys.slice(all.programs).flatMap((key) => usesOf(key, routes, all.routesPerPerson, 0.8, dice));
  const uses = [...scaled(programs, all.programShare, programHours), ...scaled(people, 1 - all.programShare, officeHours)];
  return { assumed: all, keys, uses, visitsOn: (day) => visitsOn(day, all, routes) };
}

function routeOf(n: number, models: number): Route {
  // One in six is for embeddings, and they are asked often; one in twenty ranks.
  const kind = n % 6 === 1 ? embed : n % 20 === 12 ? rank : chat;
  const stable = idOf("dep", n * 2);
  const targets =
    n % 4 === 0
      ? ([
          [stable, 0.9],
          [idOf("dep", n * 2 + 1), 0.1],
        ] as const)
      : ([[stable, 1]] as const);
  return { id: `route-${n}`, model: idOf("mdl", n % models), kind: { ...kind, price }, targets };
}

/** A key's routes: from one to twice the usual number less one, some liked more than others; how much it asks in all differs more. */
function usesOf(key: CustomerKey, routes: readonly Route[], usual: number, spread: number, dice: Dice): Use[] {
  const weight = Math.exp(spread * dice.normal());
  const wanted = Math.min(routes.length, 1 + Math.floor(dice.unit() * (usual * 2 - 1)));
  const chosen = new Set<Route>();
  while (chosen.size < wanted) chosen.add(routes[Math.floor(dice.unit() ** 1.5 * routes.length)]!);
  return [...chosen].flatMap((route, rank) => usesOfRoute(key, route, weight / (rank + 1)));
}
function usesOfRoute({ id, project }: CustomerKey, route: Route, weight: number): Use[] {
  const named = { ...route.kind, key: id, project, route: route.id, model: route.model };
  return route.targets.map(([deployment, part]) => ({ ...named, deployment, share: weight * part, hours: officeHours }));
}
function scaled(uses: readonly Use[], share: number, hours: readonly number[]): Use[] {
  const total = uses.reduce((sum, use) => sum + use.share, 0);
  return uses.map((use) => ({ ...use, hours, share: (use.share / total) * share }));
}

function visitsOn(day: number, all: Assumed, routes: readonly Route[]): { keys: CustomerKey[]; uses: Use[] } {
  const dice = createDice(day);
  const share = all.requestsPerVisit / all.requestsPerDay;
  const visits = Array.from({ length: all.playgroundVisitsPerDay }, (_, n) => {
    const person = Math.floor(dice.unit() * all.people);
    const id = idOf("key", day * 1000 + n);
    const key: CustomerKey = { id, kind: "playground", project: projectId(person % all.projects), person: personId(person) };
    const route = routes.filter(({ kind }) => kind.kind === "completions")[Math.floor(dice.unit() * 20)] ?? routes[0]!;
    const hour = 9 + Math.floor(dice.unit() * 9);
    const hours = officeHours.map((_share, at) => (at === hour ? 1 : 0));
    return { key, uses: usesOfRoute(key, route, share).map((use) => ({ ...use, hours })) };
  });
  return { keys: visits.map(({ key }) => key), uses: visits.flatMap(({ uses }) => uses) };
}
