import type { KeySnapshot } from "../../contract/snapshot.ts";
import type { KeyRecord } from "../../store/box/keys.ts";

/** What the gateway needs to know of a key. */
export function keySnapshotOf(key: KeyRecord): KeySnapshot {
  const { id, sha256, projectId, kind } = key;
  return {
    ...{ id, projectId, kind, personId: key.createdBy },
    secrets: [{ sha256, expiresAt: null }],
    expiresAt: key.expiresAt ? Date.parse(key.expiresAt) : null,
    disabled: key.revokedAt !== null,
    ...{ allowedRoutes: null, ips: null, requestsPerMinute: null, tokensPerMinute: null, budgets: [] },
  };
}
