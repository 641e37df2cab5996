import { beforeEach, expect, it } from "vitest";
import type { KeySnapshot, UsageLine } from "../../contract/snapshot.ts";
import { createLimits, type Limits } from "./limits.ts";

const noon = Date.UTC(2026, 10, 30, 12);
let now = noon;
let limits: Limits;
let end = 0;
const base: KeySnapshot = {
  ...{ id: "k", secrets: [], projectId: "p", personId: null, kind: "person", expiresAt: null, disabled: false },
  ...{ allowedRoutes: null, ips: null, requestsPerMinute: null, tokensPerMinute: null, budgets: [] },
};
const view = { spent: {}, spentUpTo: {}, closed: [], utcOffsetMinutes: 0 };
const folder = { list: () => ["1-2.jsonl"], changedAt: () => 0, read: () => none, isHeld: () => true };
const none = { bytes: Buffer.alloc(0), next: 0, atEnd: true };
const call = { project: "p", route: "r", model: "m", deployment: "d", path: "/v1/completions" };

beforeEach(() => {
  now = noon;
  end = 0;
  limits = createLimits({ view, folder, isMine: () => true, now: () => now });
});
const write = (line: UsageLine) => {
  end += 1;
  limits.line("1-2.jsonl", line, end);
};
const open = (id: string, reserve: number) =>
  write({ t: "open", id, at: now, key: "k", ...call, reserve, prompt: 0, price: null });
const close = (id: string, tokens: number, cost = 0) => {
  const times = { stream: false, queueMs: 0, firstMs: null, totalMs: 1, tries: 1, log: null, cached: 0 };
  write({
    t: "end",
    id,
    at: now,
    key: "k",
    ...call,
    status: 200,
    prompt: tokens,
    completion: 0,
    cost,
    ...times,
    estimated: false,
    cut: null,
  });
};
const ask = (key: Partial<KeySnapshot>, id: string, tokens = 10, cost = 0) =>
  limits.admit(id, { ...base, ...key }, { tokens, cost }, now);
const problemOf = (admitted: ReturnType<typeof ask>) => (admitted.ok ? null : admitted.problem);

it("requests a minute: the next fits when the oldest is a minute old", () => {
  const key = { requestsPerMinute: 2 };
  for (const id of ["a", "b"]) {
    expect(ask(key, id).ok).toBe(true);
    open(id, 10);
    now += 10_000;
  }
  expect(problemOf(ask(key, "c"))).toMatchObject({
    status: 429,
    type: "requests",
    code: "rate_limit_exceeded",
    retryAfterSeconds: 40,
  });
  now = noon + 60_000;
  expect(ask(key, "c").ok).toBe(true);
});

it("a place nobody used is given back, once", () => {
  const key = { requestsPerMinute: 1, tokensPerMinute: 10 };
  const first = ask(key, "a");
  expect(ask(key, "b").ok).toBe(false);
  if (first.ok) for (let n = 0; n < 3; n += 1) first.ticket?.release();
  expect(ask(key, "b").ok).toBe(true);
  open("b", 10);
  expect(ask(key, "c").ok).toBe(false);
});

it("tokens a minute: what is held and what was used; too large for any minute is said so", () => {
  const key = { tokensPerMinute: 100 };
  expect(ask(key, "a", 60).ok).toBe(true);
  open("a", 60);
  expect(problemOf(ask(key, "b", 50))).toMatchObject({ type: "tokens", code: "rate_limit_exceeded", retryAfterSeconds: 5 });
  now += 1000;
  close("a", 30);
  expect(ask(key, "b", 70).ok).toBe(true);
  open("b", 70);
  close("b", 70);
  expect(problemOf(ask(key, "c", 1))).toMatchObject({ retryAfterSeconds: 60 });
  expect(problemOf(ask(key, "c", 101))).toMatchObject({ headers: { "x-should-retry": "false" } });
});

it("a hard budget is not passed, not even by requests under way together", () => {
  const key: Partial<KeySnapshot> = { budgets: [{ period: "day", unit: "tokens", hard: 100 }] };
  expect(ask(key, "a", 60).ok).toBe(true);
  open("a", 60);
  const held = problemOf(ask(key, "b", 60));
  expect(held).toMatchObject({ status: 429, code: "insufficient_quota", type: "insufficient_quota", retryAfterSeconds: 5 });
  close("a", 55);
  expect(ask(key, "b", 45).ok).toBe(true);
  open("b", 45);
  close("b", 45);
  expect(problemOf(ask(key, "c", 1))).toMatchObject({
    code: "insufficient_quota",
    retryAfterSeconds: 12 * 3600,
    headers: { "x-should-retry": "false" },
  });
  now = noon + 12 * 3_600_000;
  expect(ask(key, "c", 100).ok).toBe(true);
});

it("a month's budget in money, with what the snapshot says", () => {
  const key: Partial<KeySnapshot> = { budgets: [{ period: "month", unit: "cost", hard: 1000 }] };
  const sums = { requests: 1, promptTokens: 1, completionTokens: 1 };
  const spent = {
    k: { ...sums, day: { period: "2026-11-30", tokens: 1, cost: 900 }, month: { period: "2026-11", tokens: 1, cost: 900 } },
  };
  limits.take({ ...view, spent });
  expect(ask(key, "a", 1, 101).ok).toBe(false);
  expect(ask(key, "a", 1, 100).ok).toBe(true);
  expect(problemOf(ask(key, "b", 1, 1))?.message).toMatch(/hold/);
});

it("headers for the limits a key has", () => {
  expect(limits.headers(base, now)).toEqual([]);
  const key = { ...base, requestsPerMinute: 3, tokensPerMinute: 1000 };
  expect(limits.headers(key, now)).toEqual([
    ...["x-ratelimit-limit-requests", "3", "x-ratelimit-remaining-requests", "3", "x-ratelimit-reset-requests", "0ms"],
    ...["x-ratelimit-limit-tokens", "1000", "x-ratelimit-remaining-tokens", "1000", "x-ratelimit-reset-tokens", "0ms"],
  ]);
  ask(key, "a", 400);
  open("a", 400);
  now += 500;
  close("a", 100);
  now += 29_500;
  const headers = limits.headers(key, now);
  expect([headers[3], headers[5], headers[9]]).toEqual(["2", "30.5s", "900"]);
});
