import type { Budget } from "../../contract/key.ts";
import type { KeySnapshot } from "../../contract/snapshot.ts";
import type { KeyRecord } from "../../store/box/keys.ts";

/** What the gateway needs to know of a key; null for a revoked one, which opens nothing ever again. */
export function keySnapshotOf(key: KeyRecord): KeySnapshot | null {
  if (key.revokedAt !== null) return null;
  const { id, projectId, kind, sha256, previous } = key;
  const { allowedRoutes, ips, requestsPerMinute, tokensPerMinute } = key;
  const older = previous ? [{ sha256: previous.sha256, expiresAt: Date.parse(previous.until) }] : [];
  return {
    ...{ id, projectId, kind, personId: kind === "project" ? null : key.createdBy },
    secrets: [{ sha256, expiresAt: null }, ...older],
    expiresAt: key.expiresAt ? Date.parse(key.expiresAt) : null,
    disabled: key.disabledAt !== null,
    ...{ allowedRoutes, ips, requestsPerMinute, tokensPerMinute },
    budgets: key.budgets.flatMap(hardBudgetOf),
  };
}

const nanoPerUnit = 1e9;

function hardBudgetOf({ period, unit, hard }: Budget): KeySnapshot["budgets"] {
  if (hard === null) return [];
  const whole = unit === "cost" ? Math.round(hard * nanoPerUnit) : Math.floor(hard);
  // Past it a number is no longer exact, and one such number would have the whole snapshot refused.
  return [{ period, unit, hard: Math.min(whole, Number.MAX_SAFE_INTEGER) }];
}
