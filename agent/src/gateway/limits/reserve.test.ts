import { expect, it } from "vitest";
import type { KeySnapshot } from "../../contract/snapshot.ts";
import { reserveFor, usualAnswer } from "./reserve.ts";

const free: KeySnapshot = {
  ...{ id: "k", secrets: [], projectId: "p", personId: null, kind: "person", expiresAt: null, disabled: false },
  ...{ allowedRoutes: null, ips: null, requestsPerMinute: null, tokensPerMinute: null, budgets: [] },
};
const budget: KeySnapshot = { ...free, budgets: [{ period: "day", unit: "tokens", hard: 1e9 }] };
const many = Number.POSITIVE_INFINITY;
const ceiling = { price: { input: 2, output: 10, cached: 1 }, contextTokens: many, answerTokens: many };
const one = { prompt: 100, answer: 0, choices: 1 };

it("what the client names is reserved, and for a limited key also the most that is asked for", () => {
  expect(reserveFor({ ...one, answer: 50 }, free, ceiling)).toEqual({ tokens: 150, cost: 700, bound: 0 });
  expect(reserveFor({ ...one, answer: 50 }, budget, ceiling)).toEqual({ tokens: 150, cost: 700, bound: 50 });
  expect(reserveFor({ ...one, answer: 50 }, budget, { ...ceiling, answerTokens: 20 })).toMatchObject({ tokens: 120, bound: 20 });
});

it("says the client nothing, a limited key gets the usual answer at most", () => {
  expect(reserveFor(one, budget, ceiling)).toMatchObject({ tokens: 100 + usualAnswer, bound: usualAnswer });
  expect(reserveFor(one, free, ceiling).bound).toBe(0);
  expect(reserveFor(one, { ...free, tokensPerMinute: 1000 }, ceiling)).toMatchObject({ tokens: 1000, bound: 900 });
});

it("near the context's end nothing is said to the engine and all of the context is reserved", () => {
  expect(reserveFor(one, budget, { ...ceiling, contextTokens: 2048 })).toMatchObject({ tokens: 2048, bound: 0 });
  expect(reserveFor({ ...one, choices: 3 }, budget, { ...ceiling, contextTokens: 2048 })).toMatchObject({
    tokens: 100 + 3 * 2048,
  });
});

it("several choices cost as many answers; embeddings cost their prompt", () => {
  expect(reserveFor({ ...one, answer: 50, choices: 4 }, budget, ceiling)).toMatchObject({ tokens: 300, bound: 50 });
  expect(reserveFor({ ...one, choices: 0 }, budget, ceiling)).toEqual({ tokens: 100, cost: 200, bound: 0 });
});
