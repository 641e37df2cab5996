import { createHash } from "node:crypto";
import type { KeySnapshot } from "../contract/snapshot.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

export type CheckKey = (authorization: string | undefined, now: number) => KeySnapshot | null;

const maxKnown = 10_000;

/** `Authorization: Bearer <key>` to its row. Known keys are found without hashing; unknown ones are never remembered (a guesser must not fill us). */
export function createKeyCheck(reader: SnapshotReader): CheckKey {
  const known = new Map<string, KeySnapshot>();
  reader.onChange(() => known.clear());
  const find = (raw: string): KeySnapshot | null => {
    const hit = known.get(raw);
    if (hit) return hit;
    const row = reader.view().keysBySha256.get(createHash("sha256").update(raw).digest("hex")) ?? null;
    if (row && known.size < maxKnown) known.set(raw, row);
    return row;
  };
  return (authorization, now) => {
    const raw = rawKey(authorization);
    const row = raw === null ? null : find(raw);
    if (!row || row.revoked || (row.expiresAt !== null && row.expiresAt <= now)) return null;
    return row;
  };
}

function rawKey(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization.length > 300 || !/^bearer /i.test(authorization)) return null;
  const raw = authorization.slice(7).trim();
  return raw.startsWith("sk-sluice-") ? raw : null;
}
