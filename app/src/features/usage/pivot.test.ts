import { ReportRow } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { stacksOf, totalsOf } from "./pivot.ts";

const row = (bucket: string, id: string, part: Partial<ReportRow> = {}): ReportRow =>
  ReportRow.parse({
    bucket,
    id,
    name: "portal",
    requests: 2,
    failed: 1,
    promptTokens: 10,
    cachedTokens: 4,
    completionTokens: 5,
    estimated: 0,
    cost: 0.5,
    cardHours: 0,
    trainingCost: 0,
    ...part,
  });

it("gives each group a value for every bucket, and keeps namesakes apart", () => {
  const rows = [
    row("2026-11-01", "a"),
    row("2026-11-03", "a"),
    row("2026-11-03", "b", { trainingCost: 2 }),
    row("2025-01-01", "a"),
  ];
  const buckets = ["2026-11-01", "2026-11-02", "2026-11-03"];
  expect(stacksOf(rows, buckets, "tokens")).toEqual([
    { label: "portal", values: [15, 0, 15] },
    { label: "portal", values: [0, 0, 15] },
  ]);
  expect(stacksOf(rows, buckets, "cost")[1]?.values).toEqual([0, 0, 2.5]);
  expect(stacksOf(rows, buckets, "cardHours")).toEqual([]);
});

it("adds up", () => {
  expect(totalsOf([row("", "a"), row("", "b", { cardHours: 1.5 })])).toMatchObject({ requests: 4, cost: 1, cardHours: 1.5 });
});
