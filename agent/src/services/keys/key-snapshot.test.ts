import { expect, it } from "vitest";
import { KeySnapshot } from "../../contract/snapshot.ts";
import type { KeyRecord } from "../../store/box/keys.ts";
import { keySnapshotOf } from "./key-snapshot.ts";

const record: KeyRecord = {
  ...{ id: "key_a", name: "app", kind: "person", projectId: "proj_a", createdBy: "usr_a" },
  ...{ createdAt: "2026-11-27T10:00:00.000Z", revokedAt: null, disabledAt: null, expiresAt: null, hint: "sk-sluice-abcd…wxyz" },
  ...{ sha256: "a".repeat(64), previous: null, department: null },
  ...{ allowedRoutes: null, ips: null, requestsPerMinute: null, tokensPerMinute: null, budgets: [] },
};

it("a rotated secret is there with its end, a disabled key says so, a revoked one is gone", () => {
  const previous = { sha256: "b".repeat(64), hint: "…", until: "2026-11-28T10:00:00.000Z" };
  expect(keySnapshotOf({ ...record, previous, disabledAt: record.createdAt })).toMatchObject({
    secrets: [
      { sha256: "a".repeat(64), expiresAt: null },
      { sha256: "b".repeat(64), expiresAt: Date.UTC(2026, 10, 28, 10) },
    ],
    disabled: true,
    personId: "usr_a",
  });
  expect(keySnapshotOf({ ...record, revokedAt: record.createdAt })).toBeNull();
  expect(keySnapshotOf({ ...record, kind: "project" })).toMatchObject({ personId: null });
});

it("hard budgets only, money in whole nano-units, and never a number the snapshot would be refused for", () => {
  const budgets: KeyRecord["budgets"] = [
    { period: "day", unit: "cost", soft: 1, hard: 12.34 },
    { period: "month", unit: "cost", soft: null, hard: 1e12 },
    { period: "day", unit: "tokens", soft: 5, hard: null },
    { period: "month", unit: "tokens", soft: null, hard: 1000.7 },
  ];
  const snapshot = keySnapshotOf({ ...record, budgets });
  expect(snapshot?.budgets).toEqual([
    { period: "day", unit: "cost", hard: 12_340_000_000 },
    { period: "month", unit: "cost", hard: Number.MAX_SAFE_INTEGER },
    { period: "month", unit: "tokens", hard: 1000 },
  ]);
  expect(snapshot).toEqual(expect.schemaMatching(KeySnapshot));
});
