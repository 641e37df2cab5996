import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { KeySnapshot } from "../contract/snapshot.ts";
import { type AddressList, createAddressList } from "./address-list.ts";
import type { Asker } from "./client.ts";
import { badKey, deadKey, type Problem, wrongAddress } from "./openai/problem.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

export type KeyCheck = { ok: true; key: KeySnapshot } | { ok: false; problem: Problem };
export type CheckKey = (req: Pick<Asker, "headers" | "socket">, now: number) => KeyCheck;

interface Row {
  key: KeySnapshot;
  until: number | null;
  /** Null: from anywhere. */
  addresses: AddressList | null;
}
const maxKnown = 10_000;
const isOver = (moment: number | null, now: number): boolean => moment !== null && moment <= now;
const no = (problem: Problem): KeyCheck => ({ ok: false, problem });

/** Whose request it is. Known keys are found without hashing; unknown ones are never remembered (a guesser must not fill us). */
export function createKeyCheck(reader: Pick<SnapshotReader, "view" | "onChange">): CheckKey {
  const known = new Map<string, Row>();
  reader.onChange(() => known.clear());
  const find = (raw: string): Row | null => {
    const hit = known.get(raw);
    if (hit) return hit;
    const found = reader.view().keysBySha256.get(createHash("sha256").update(raw).digest("hex"));
    if (!found) return null;
    const { ips } = found.key;
    const row = { ...found, addresses: ips === null ? null : createAddressList(ips) };
    if (known.size < maxKnown) known.set(raw, row);
    return row;
  };
  return (req, now) => {
    const raw = rawKey(req.headers);
    const row = raw === null ? null : find(raw);
    if (!row) return no(badKey);
    const { key, until, addresses } = row;
    if (isOver(key.expiresAt, now)) return no(deadKey("has expired"));
    if (isOver(until, now)) return no(deadKey("was replaced by a newer one"));
    // Before anything else is said to whoever holds it: a stolen key tells nothing from elsewhere.
    if (addresses !== null && !addresses.has(req.socket.remoteAddress)) return no(wrongAddress);
    if (key.disabled) return no(deadKey("is disabled"));
    return { ok: true, key };
  };
}

/** `Authorization: Bearer <key>`, or `x-api-key` as clients of Anthropic send it. */
function rawKey({ authorization, "x-api-key": apiKey }: IncomingHttpHeaders): string | null {
  if (authorization === undefined) return typeof apiKey === "string" ? ours(apiKey) : null;
  return /^bearer /i.test(authorization) ? ours(authorization.slice(7)) : null;
}

function ours(text: string): string | null {
  if (text.length > 300) return null;
  const raw = text.trim();
  return raw.startsWith("sk-sluice-") ? raw : null;
}
