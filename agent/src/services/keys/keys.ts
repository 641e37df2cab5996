/** API keys for /v1. */
import { SluiceError } from "../../contract/error.ts";
import type { CreateKey, Key, NewKey, UpdateKey } from "../../contract/key.ts";
import type { List } from "../../contract/word.ts";
import type { Clock } from "../../lib/clock.ts";
import { newId } from "../../lib/new-id.ts";
import { createSerial } from "../../lib/serial.ts";
import type { KeyRecord, KeyStore } from "../../store/box/keys.ts";
import type { BoxEvents } from "../events.ts";
import { type Actor, found, may, type Verb } from "../may.ts";
import { type KeyFacts, shownKey } from "./key-shown.ts";
import { newSecret } from "./new-secret.ts";

export type Keys = ReturnType<typeof createKeys>;
const playgroundMs = 12 * 3600_000;
const hourMs = 3600_000;
/** Of a key that only reads metrics, whatever was asked. */
const nothingElse = { allowedRoutes: [], requestsPerMinute: null, tokensPerMinute: null, budgets: [] };
const noLimits = {
  ...{ allowedRoutes: null, ips: null, requestsPerMinute: null, tokensPerMinute: null },
  ...{ budgets: [], department: null },
};

export interface KeysOptions {
  store: KeyStore;
  events: BoxEvents;
  clock: Clock;
  names: () => Promise<KeyFacts["names"]>;
  spent: () => KeyFacts["spent"];
  lastUsedAt: KeyFacts["lastUsedAt"];
  /** The gateway knows of it when this resolves: a key must work the moment it is shown, and stop the moment it is revoked. */
  publish: () => Promise<void>;
}

export function createKeys(options: KeysOptions) {
  const { store, events, clock } = options;
  /** A change reads the row, then writes it: two at once would undo each other. */
  const serial = createSerial();
  const iso = (at: number) => new Date(at).toISOString();
  const facts = async (): Promise<KeyFacts> => {
    const { lastUsedAt } = options;
    return { names: await options.names(), spent: options.spent(), lastUsedAt, now: clock.now() };
  };
  const tell = async (id: string) => {
    await options.publish();
    events.emit({ type: "key-changed", id });
  };
  const own = async (actor: Actor, verb: Verb, id: string): Promise<KeyRecord> => {
    const key = await store.get(id);
    // The playground's are nobody's to keep: they end by themselves.
    return found(actor, verb, key?.kind === "playground" ? null : key, "key");
  };
  const change = (actor: Actor, id: string, next: (key: KeyRecord) => KeyRecord): Promise<Key> =>
    serial(async () => {
      const changed = next(await own(actor, "change", id));
      if (!(await store.update(changed)))
        throw new SluiceError("wrong-state", "This key is revoked.", { hint: "Make a new one." });
      await tell(id);
      return shownKey(changed, await facts());
    });

  type Fields = Omit<CreateKey, "kind"> & Pick<Key, "kind">;
  async function create(actor: Actor, fields: Fields): Promise<NewKey> {
    const now = clock.now();
    const { secret, ...stored } = newSecret();
    const { projectId, id: createdBy } = actor;
    const alive = { createdAt: iso(now), revokedAt: null, disabledAt: null, previous: null };
    const record: KeyRecord = { id: newId("key"), projectId, createdBy, ...fields, ...alive, ...stored };
    await store.create(record);
    await tell(record.id);
    return { key: shownKey(record, await facts()), secret };
  }

  return {
    async list(actor: Actor): Promise<List<Key>> {
      const mine = (await store.all()).filter((key) => may(actor, "read", key));
      const known = await facts();
      return { data: mine.map((key) => shownKey(key, known)), total: mine.length, nextAfter: null };
    },
    get: async (actor: Actor, id: string): Promise<Key> => shownKey(await own(actor, "read", id), await facts()),
    create(actor: Actor, asked: CreateKey): Promise<NewKey> {
      refusePast(asked.expiresAt, clock.now());
      return create(actor, asked.kind === "metrics" ? { ...asked, ...nothingElse } : asked);
    },
    /** A new one each time: nobody but this page holds it, and the older ones of this person stop working. */
    async createPlayground(actor: Actor): Promise<NewKey> {
      const revoked = await store.revokePlayground(actor.id, new Date(clock.now()));
      for (const id of revoked) events.emit({ type: "key-changed", id });
      const expiresAt = iso(clock.now() + playgroundMs);
      return create(actor, { name: "playground", kind: "playground", ...noLimits, expiresAt });
    },
    update: (actor: Actor, id: string, { disabled, ...asked }: UpdateKey): Promise<Key> =>
      change(actor, id, (key) => {
        if (asked.expiresAt !== key.expiresAt) refusePast(asked.expiresAt, clock.now());
        return {
          ...key,
          ...asked,
          ...(key.kind === "metrics" ? nothingElse : {}),
          disabledAt: disabled ? (key.disabledAt ?? iso(clock.now())) : null,
        };
      }),
    /** The secret of before goes on for so long; the one before that ends now. */
    async rotate(actor: Actor, id: string, overlapHours: number): Promise<NewKey> {
      const { secret, ...stored } = newSecret();
      const key = await change(actor, id, ({ sha256, hint, ...key }) => {
        const until = iso(clock.now() + overlapHours * hourMs);
        return { ...key, ...stored, previous: overlapHours > 0 ? { sha256, hint, until } : null };
      });
      return { key, secret };
    },
    async revoke(actor: Actor, id: string): Promise<void> {
      const key = await own(actor, "remove", id);
      await store.revoke(key.id, new Date(clock.now()));
      await tell(id);
    },
  };
}

function refusePast(expiresAt: string | null, now: number): void {
  if (expiresAt === null || Date.parse(expiresAt) > now) return;
  throw new SluiceError("bad-input", "expiresAt: This moment is past.", { hint: "Disable or revoke a key to end it now." });
}
