import type { z } from "zod";
import { Key, KeyKind } from "../../contract/key.ts";
import type { BoxDb } from "./client.ts";
import { date, json, moment, momentOrNull } from "./column.ts";
import type { Key as KeyRow } from "./generated/client.ts";

/** The part of a key that is one JSON column. */
const StoredLimits = Key.pick({
  allowedRoutes: true,
  ips: true,
  requestsPerMinute: true,
  tokensPerMinute: true,
  budgets: true,
});
type StoredLimits = z.infer<typeof StoredLimits>;
/** What is stored; owner, use and what was spent are added by the service. */
export type KeyRecord = Omit<Key, "ownerName" | "lastUsedAt" | "previous" | "spent"> & {
  sha256: string;
  /** The secret before the last rotation. */
  previous: { sha256: string; hint: string; until: string } | null;
};
export type KeyStore = ReturnType<typeof createKeyStore>;

const toKey = ({ previousSha256, previousHint, previousUntil, limits, ...row }: KeyRow): KeyRecord => ({
  ...row,
  kind: KeyKind.parse(row.kind),
  createdAt: moment(row.createdAt),
  expiresAt: momentOrNull(row.expiresAt),
  revokedAt: momentOrNull(row.revokedAt),
  disabledAt: momentOrNull(row.disabledAt),
  previous:
    previousSha256 !== null && previousHint !== null && previousUntil !== null
      ? { sha256: previousSha256, hint: previousHint, until: moment(previousUntil) }
      : null,
  ...json(limits, StoredLimits, "key"),
});

function toRow({ previous, createdAt, allowedRoutes, ips, requestsPerMinute, tokensPerMinute, budgets, ...key }: KeyRecord) {
  const limits: StoredLimits = { allowedRoutes, ips, requestsPerMinute, tokensPerMinute, budgets };
  return {
    ...key,
    createdAt: new Date(createdAt),
    expiresAt: date(key.expiresAt),
    revokedAt: date(key.revokedAt),
    disabledAt: date(key.disabledAt),
    previousSha256: previous?.sha256 ?? null,
    previousHint: previous?.hint ?? null,
    previousUntil: date(previous?.until ?? null),
    limits: JSON.stringify(limits),
  };
}

export function createKeyStore(db: BoxDb) {
  return {
    /** Newest first, revoked ones too: usage still names them. Not the playground's, which are nobody's to look after. */
    async all(): Promise<KeyRecord[]> {
      const where = { kind: { not: "playground" } };
      return (await db.key.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "desc" }] })).map(toKey);
    },
    /** All that open something at that moment or may later, of the playground too: the others only grow in number. */
    async living(at: Date): Promise<KeyRecord[]> {
      return (await db.key.findMany({ where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] } })).map(
        toKey,
      );
    },
    async get(id: string): Promise<KeyRecord | null> {
      const row = await db.key.findUnique({ where: { id } });
      return row ? toKey(row) : null;
    },
    async create(key: KeyRecord): Promise<void> {
      await db.key.create({ data: toRow(key) });
    },
    /** False when it was revoked meanwhile: a revoked key stays as it was. */
    async update(key: KeyRecord): Promise<boolean> {
      const { id, ...data } = toRow(key);
      return (await db.key.updateMany({ where: { id, revokedAt: null }, data })).count === 1;
    },
    async revoke(id: string, at: Date): Promise<void> {
      await db.key.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } });
    },
    async revokePlayground(createdBy: string, at: Date): Promise<string[]> {
      const where = { createdBy, kind: "playground", revokedAt: null };
      const ids = (await db.key.findMany({ where, select: { id: true } })).map((row) => row.id);
      await db.key.updateMany({ where: { id: { in: ids } }, data: { revokedAt: at } });
      return ids;
    },
  };
}
