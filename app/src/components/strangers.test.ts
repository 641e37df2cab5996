import type { CardHolder } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { strangerParts } from "./strangers.ts";

const holder = (kind: CardHolder["kind"], memoryBytes: number | null, pid = 1): CardHolder => ({
  ...{ kind, memoryBytes, pid, runId: null, user: "root", command: "x", since: 0, processes: 1 },
});
const parts = (strangerBytes: number | undefined, holders: CardHolder[]) =>
  strangerParts({ holders, ...(strangerBytes === undefined ? {} : { strangerBytes }) }).map((part) => [
    part.holder?.pid,
    part.bytes,
  ]);

it("names the biggest and puts the rest together, to exactly what is missing", () => {
  const many = [1, 2, 3, 4, 5].map((n) => holder("stranger", n * 10, n));
  expect(parts(150, many)).toEqual([
    [5, 50],
    [4, 40],
    [3, 30],
    [undefined, 30],
  ]);
  expect(parts(60, many)).toEqual([
    [5, 50],
    [4, 10],
  ]);
});
it("shows no run of ours, no share of the system's, and nothing where nothing is missing", () => {
  expect(parts(undefined, [holder("stranger", 10)])).toEqual([]);
  expect(parts(20, [holder("run", 90), holder("box", 5), holder("unnamed", 20), holder("stranger", null)])).toEqual([
    [undefined, 20],
  ]);
  expect(parts(20, [holder("orphan", 20, 7)])).toEqual([[7, 20]]);
});
