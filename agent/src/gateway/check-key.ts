import { createHash } from "node:crypto";
import type { KeySnapshot } from "../contract/snapshot.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

export type CheckKey = (authorization: string | undefined, now: number) => KeySnapshot | null;

interface Row {
  key: KeySnapshot;
  until: number | null;
}
const maxKnown = 10_000;
const isOver = (moment: number | null, now: number): boolean => moment !== null && moment <= now;

/** `Authorization: Bearer <key>` to its row. Known keys are found without hashing; unknown ones are never remembered (a guesser must not fill us). */
export function createKeyCheck(reader: SnapshotReader): CheckKey {
  const known = new Map<string, Row>();
  reader.onChange(() => known.clear());
  const find = (raw: string): Row | null => {
    const hit = known.get(raw);
    if (hit) return hit;
    const row = reader.view().keysBySha256.get(createHash("sha256").update(raw).digest("hex")) ?? null;
    if (row && known.size < maxKnown) known.set(raw, row);
    return row;
  };
  return (authorization, now) => {
    const raw = rawKey(authorization);
    const row = raw === null ? null : find(raw);
    if (!row || row.key.disabled || isOver(row.until, now) || isOver(row.key.expiresAt, now)) return null;
    return row.key;
  };
}

function rawKey(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization.length > 300 || !/^bearer /i.test(authorization)) return null;
  const raw = authorization.slice(7).trim();
  return raw.startsWith("sk-sluice-") ? raw : null;
}
