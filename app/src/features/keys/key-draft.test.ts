import { Key } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { draftOf, emptyDraft, toCreate, toUpdate } from "./key-draft.ts";
import { budgetStandings, stateOf } from "./key-state.ts";

const now = Date.parse("2026-11-27T10:00:00.000Z");
const key = (part: Partial<Key> = {}): Key =>
  Key.parse({
    id: "key_000000000001",
    name: "Portal",
    kind: "person",
    projectId: "prj_000000000001",
    createdBy: "usr_000000000001",
    ownerName: "Lin Wei",
    createdAt: "2026-11-01T00:00:00.000Z",
    revokedAt: null,
    disabledAt: null,
    lastUsedAt: null,
    hint: "sk-sluice-1…",
    previous: null,
    spent: { dayTokens: 900, dayCost: 0, monthTokens: 9000, monthCost: 12 },
    ...part,
  });

it("asks for no limit where a field is empty", () => {
  const { body } = toCreate({ ...emptyDraft(), name: " Portal " });
  expect(body).toMatchObject({ name: "Portal", kind: "person", allowedRoutes: null, ips: null, expiresAt: null, budgets: [] });
});

it("goes into the form and comes back the same, seconds of its expiry included", () => {
  const full = key({
    allowedRoutes: ["chat"],
    ips: ["10.0.0.0/8", "::1"],
    requestsPerMinute: 60,
    tokensPerMinute: 9000,
    expiresAt: "2027-01-31T22:59:41.500Z",
    department: "Sales",
    budgets: [
      { period: "month", unit: "tokens", soft: 8000, hard: 10_000 },
      { period: "day", unit: "cost", soft: null, hard: 5 },
    ],
    disabledAt: "2026-11-02T00:00:00.000Z",
  });
  const { body } = toUpdate(draftOf(full), full);
  const { name, allowedRoutes, ips, requestsPerMinute, tokensPerMinute, expiresAt, department, budgets } = full;
  expect(body).toEqual({
    name,
    allowedRoutes,
    ips,
    requestsPerMinute,
    tokensPerMinute,
    expiresAt,
    department,
    budgets,
    disabled: true,
  });
  expect(toUpdate({ ...draftOf(full), expires: "" }, full).body?.expiresAt).toBeNull();
});

it("names what cannot be taken", () => {
  const wrong = (part: Partial<ReturnType<typeof emptyDraft>>) => toCreate({ ...emptyDraft(), name: "x", ...part }).wrong;
  expect(wrong({ ips: "10.0.0.300" })).toEqual(["ips"]);
  expect(wrong({ requestsPerMinute: "0", tokensPerMinute: "many" })).toEqual(["requestsPerMinute", "tokensPerMinute"]);
  expect(wrong({ someRoutes: true })).toEqual(["allowedRoutes"]);
  expect(wrong({ name: " " })).toEqual(["name"]);
  const budgets = { ...emptyDraft().budgets, dayTokens: { soft: "20", hard: "10" } };
  expect(wrong({ budgets })).toEqual(["budgets"]);
});

it("is one thing at a time: the end wins over a pause, a pause over a rotation", () => {
  const past = "2026-11-27T09:00:00.000Z";
  const later = "2026-11-28T09:00:00.000Z";
  const previous = { hint: "sk-…", until: later };
  expect(stateOf(key(), now)).toBe("active");
  expect(stateOf(key({ previous }), now)).toBe("rotating");
  expect(stateOf(key({ previous: { ...previous, until: past } }), now)).toBe("active");
  expect(stateOf(key({ previous, disabledAt: past }), now)).toBe("disabled");
  expect(stateOf(key({ disabledAt: past, expiresAt: past }), now)).toBe("expired");
  expect(stateOf(key({ expiresAt: past, revokedAt: past }), now)).toBe("revoked");
});

it("holds each budget against its own sum", () => {
  const states = budgetStandings(
    key({
      budgets: [
        { period: "day", unit: "tokens", soft: 800, hard: 1000 },
        { period: "month", unit: "cost", soft: null, hard: 12 },
        { period: "day", unit: "cost", soft: 1, hard: null },
      ],
    }),
  );
  expect(states.map((s) => [s.spent, s.state])).toEqual([
    [900, "soft"],
    [12, "hard"],
    [0, "fine"],
  ]);
});
