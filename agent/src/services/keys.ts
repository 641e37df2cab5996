/** API keys for /v1. 32 random bytes need no slow hash; the plain key is shown once and never stored. */
import { createHash, randomBytes } from "node:crypto";
import type { Key, NewKey } from "../contract/key.ts";
import type { List } from "../contract/word.ts";
import type { Clock } from "../lib/clock.ts";
import { newId } from "../lib/new-id.ts";
import type { KeyRecord, KeyStore } from "../store/box/keys.ts";
import type { BoxEvents } from "./events.ts";
import { type Actor, found, may } from "./may.ts";

export type Keys = ReturnType<typeof createKeys>;
const playgroundMs = 12 * 3600_000;

export interface KeysOptions {
  store: KeyStore;
  events: BoxEvents;
  clock: Clock;
  /** Epoch milliseconds, as the metering knows it. */
  lastUsedAt: (id: string) => number | null;
  /** The gateway knows of it when this resolves: a key must work the moment it is shown, and stop the moment it is revoked. */
  publish: () => Promise<void>;
}

export function createKeys(options: KeysOptions) {
  const { store, events, clock } = options;
  const shown = ({ sha256, ...key }: KeyRecord): Key => {
    const at = options.lastUsedAt(key.id);
    return {
      ...key,
      ownerName: key.createdBy,
      lastUsedAt: at === null ? null : new Date(at).toISOString(),
      ...{ disabledAt: null, previous: null, allowedRoutes: null, ips: null, requestsPerMinute: null, tokensPerMinute: null },
      ...{ budgets: [], department: null, spent: { dayTokens: 0, dayCost: 0, monthTokens: 0, monthCost: 0 } },
    };
  };

  async function create(actor: Actor, name: string, kind: Key["kind"], lifeMs: number | null): Promise<NewKey> {
    const now = clock.now();
    const secret = `sk-sluice-${randomBytes(32).toString("base64url")}`;
    const record: KeyRecord = {
      id: newId("key"),
      name,
      kind,
      projectId: actor.projectId,
      createdBy: actor.id,
      createdAt: new Date(now).toISOString(),
      expiresAt: lifeMs === null ? null : new Date(now + lifeMs).toISOString(),
      revokedAt: null,
      sha256: createHash("sha256").update(secret).digest("hex"),
      hint: `${secret.slice(0, 14)}…${secret.slice(-4)}`,
    };
    await store.create(record);
    await options.publish();
    events.emit({ type: "key-changed", id: record.id });
    return { key: shown(record), secret };
  }

  return {
    async list(actor: Actor): Promise<List<Key>> {
      const mine = (await store.all()).filter((key) => key.kind === "person" && may(actor, "read", key));
      return { data: mine.map(shown), total: mine.length, nextAfter: null };
    },
    create: (actor: Actor, name: string): Promise<NewKey> => create(actor, name, "person", null),
    /** A new one each time: nobody but this page holds it, and the older ones of this person stop working. */
    async createPlayground(actor: Actor): Promise<NewKey> {
      const revoked = await store.revokePlayground(actor.id, new Date(clock.now()));
      for (const id of revoked) events.emit({ type: "key-changed", id });
      return create(actor, "playground", "playground", playgroundMs);
    },
    async revoke(actor: Actor, id: string): Promise<void> {
      const key = found(actor, "remove", await store.get(id), "key");
      await store.revoke(key.id, new Date(clock.now()));
      await options.publish();
      events.emit({ type: "key-changed", id });
    },
  };
}
