import type { Key } from "../../contract/key.ts";
import type { KeySpent } from "../../contract/snapshot.ts";
import type { KeyRecord } from "../../store/box/keys.ts";

export interface KeyFacts {
  /** Of people and projects, by id. */
  names: ReadonlyMap<string, string>;
  spent: Readonly<Record<string, KeySpent>>;
  /** Epoch milliseconds. */
  lastUsedAt: (id: string) => number | null;
  now: number;
}

const units = (nano: number) => nano / 1e9;

/** A key as people see it: without a trace of its secrets. */
export function shownKey({ sha256: _sha256, previous, ...key }: KeyRecord, facts: KeyFacts): Key {
  const owner = key.kind === "project" ? key.projectId : key.createdBy;
  const lastUsed = facts.lastUsedAt(key.id);
  const { day, month } = facts.spent[key.id] ?? nothing;
  return {
    ...key,
    ownerName: facts.names.get(owner) ?? owner,
    lastUsedAt: lastUsed === null ? null : new Date(lastUsed).toISOString(),
    previous: previous && Date.parse(previous.until) > facts.now ? { hint: previous.hint, until: previous.until } : null,
    spent: { dayTokens: day.tokens, dayCost: units(day.cost), monthTokens: month.tokens, monthCost: units(month.cost) },
  };
}

const nothing = { day: { tokens: 0, cost: 0 }, month: { tokens: 0, cost: 0 } };
