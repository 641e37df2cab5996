import { expect, it } from "vitest";
import type { Look, SumsRow } from "../../store/meter/usage-reader.ts";
import { createUsageTotals } from "./usage-totals.ts";

const hourMs = 3_600_000;

it("adds up the hours since the start, reads what is over once, and never goes back", () => {
  const books = new Map<number, number>();
  const reads: [hour: number, together: number][] = [];
  const hour = (at: number, { together = 1 }: Look): SumsRow[] => {
    reads.push([at, together]);
    let requests = 0;
    for (let h = at; h < at + together; h++) requests += books.get(h) ?? 0;
    const none = { project: "", key: "", model: "", kind: "", estimated: 0, cost: 0, cached: 0 };
    return requests === 0 ? [] : [{ ...none, route: "chat", requests, failed: 1, prompt: requests * 10, completion: 5 }];
  };
  let now = 100 * hourMs;
  books.set(99, 1000); // before the start
  const totals = createUsageTotals({ hour }, () => now);
  expect(totals()).toEqual([]);
  books.set(100, 3);
  expect(totals()).toEqual([{ route: "chat", requests: 3, failed: 1, prompt: 30, completion: 5, cached: 0 }]);
  now = 102 * hourMs;
  books.set(100, 4); // a late line
  books.set(102, 1);
  expect(totals()[0]?.requests).toBe(5);
  now = 110 * hourMs;
  expect(totals()[0]?.requests).toBe(5);
  reads.length = 0;
  expect(totals()[0]?.requests).toBe(5);
  expect(reads).toEqual([[107, 4]]);
});
