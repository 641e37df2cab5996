import { type Key, KeyKind } from "../../contract/key.ts";
import type { BoxDb } from "./client.ts";
import { moment, momentOrNull } from "./column.ts";
import type { Key as KeyRow } from "./generated/client.ts";

/** What is stored; owner, use and limits are added by the service. */
export type KeyRecord = Pick<
  Key,
  "id" | "name" | "kind" | "projectId" | "createdBy" | "createdAt" | "expiresAt" | "revokedAt" | "hint"
> & { sha256: string };
export type KeyStore = ReturnType<typeof createKeyStore>;

const toKey = (row: KeyRow): KeyRecord => ({
  id: row.id,
  name: row.name,
  kind: KeyKind.parse(row.kind),
  projectId: row.projectId,
  createdBy: row.createdBy,
  createdAt: moment(row.createdAt),
  expiresAt: momentOrNull(row.expiresAt),
  revokedAt: momentOrNull(row.revokedAt),
  hint: row.hint,
  sha256: row.sha256,
});

export function createKeyStore(db: BoxDb) {
  return {
    /** Newest first, revoked ones too: usage still names them. */
    async all(): Promise<KeyRecord[]> {
      return (await db.key.findMany({ orderBy: [{ createdAt: "desc" }, { id: "desc" }] })).map(toKey);
    },
    async get(id: string): Promise<KeyRecord | null> {
      const row = await db.key.findUnique({ where: { id } });
      return row ? toKey(row) : null;
    },
    async create(key: KeyRecord): Promise<void> {
      const { createdAt, expiresAt, revokedAt, ...plain } = key;
      await db.key.create({
        data: { ...plain, createdAt: new Date(createdAt), expiresAt: expiresAt ? new Date(expiresAt) : null },
      });
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
