/** Who acts when a program calls with an API key: the person it belongs to, in the key's project and nowhere else. */
import type { Clock } from "../lib/clock.ts";
import type { KeyStore } from "../store/box/keys.ts";
import type { PeopleStore } from "../store/box/people.ts";
import type { Actor } from "./may.ts";

export interface KeyActorOptions {
  keys: Pick<KeyStore, "get">;
  people: Pick<PeopleStore, "person">;
  clock: Clock;
}

export function createKeyActor({ keys, people, clock }: KeyActorOptions) {
  /** Null for a key that is dead (the gateway may be a moment behind), or whose maker is no longer in the project. */
  return async function actorOfKey(keyId: string): Promise<Actor | null> {
    const key = await keys.get(keyId);
    if (
      !key ||
      key.revokedAt !== null ||
      key.disabledAt !== null ||
      (key.expiresAt !== null && Date.parse(key.expiresAt) <= clock.now())
    )
      return null;
    const { projectId, createdBy: id } = key;
    if (key.kind === "metrics") return { id: keyId, name: key.name, kind: "scraper", projectId, roles: {} };
    // A key of the project outlives people. One made at the terminal is not the box, which may everything: it has its project.
    if (key.kind === "project" || id === "box")
      return { id, name: key.name, kind: "person", projectId, roles: { [projectId]: "owner" } };
    const person = await people.person(id);
    const role = person?.memberships.find((membership) => membership.projectId === projectId)?.role;
    return person && role ? { id, name: person.name, kind: "person", projectId, roles: { [projectId]: role } } : null;
  };
}
