/** The one authorisation function. One role for now; the administration issue thickens the table, not the callers. */
import { SluiceError } from "../contract/error.ts";
import type { Role } from "../contract/member.ts";

/** `operate`: what only the box's own terminal may ask (drain, operator key, test models). `scrape`: the metrics, and nothing else. */
export type Verb = "read" | "create" | "change" | "remove" | "operate" | "scrape";
export interface Actor {
  id: string;
  name: string;
  kind: "person" | "box" | "scraper";
  /** The project new objects land in. */
  projectId: string;
  roles: Readonly<Record<string, Role>>;
}
/** Every object of the box carries these two. Facts of the box itself (cards, engines, settings) belong to nobody: `theBox`. */
export interface Owned {
  projectId: string;
  createdBy: string;
}
export const theBox = "box" as const;

const allowed: Record<Role, readonly Verb[]> = { owner: ["read", "create", "change", "remove", "scrape"] };

export function may(actor: Actor, verb: Verb, object: Owned | typeof theBox): boolean {
  if (actor.kind === "box") return true;
  if (actor.kind === "scraper") return verb === "scrape" && object === theBox;
  const roles = object === theBox ? Object.values(actor.roles) : [actor.roles[object.projectId]];
  return roles.some((role) => role !== undefined && allowed[role].includes(verb));
}

/** The projects whose own facts (usage, requests) the actor may read; null: all there are. */
export function readableProjects(actor: Actor): string[] | null {
  if (actor.kind === "box") return null;
  return Object.keys(actor.roles).filter((projectId) => may(actor, "read", { projectId, createdBy: theBox }));
}

/** Throws `not-found` for what the actor may not even see: whether it exists is no business of theirs. */
export function found<T extends Owned>(actor: Actor, verb: Verb, object: T | null, what: string): T {
  if (object === null || !may(actor, "read", object)) throw new SluiceError("not-found", `There is no such ${what}.`);
  if (!may(actor, verb, object)) throw new SluiceError("not-allowed", `You may not ${verb} this ${what}.`);
  return object;
}
