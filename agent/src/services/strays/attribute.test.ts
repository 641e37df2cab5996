import { describe, expect, it } from "vitest";
import type { CardProcess } from "../../accelerators/accelerator.ts";
import type { Card } from "../../contract/card.ts";
import type { ProcessFacts } from "../../lib/process-facts.ts";
import { type AtCard, attribute, type Seen } from "./attribute.ts";

const gb = 1e9;
const card = (more: Partial<Card> = {}): Card => ({
  ...{ id: "GPU-1", accelerator: "nvidia", index: 0, name: "H100", memoryBytes: 80 * gb, leasableBytes: 79 * gb },
  ...{ evidence: "from-documents", fake: false },
  ...more,
});
const facts = (pid: number, user = "root", command = `p${pid}`): ProcessFacts => ({
  ...{ pid, parent: 1, session: pid, startTick: pid * 10, startedAt: pid * 1000, user, command, memoryBytes: 0, groups: "" },
});
const lists = (...pairs: [pid: number, gigabytes: number | null][]): CardProcess[] =>
  pairs.map(([pid, n]) => ({ cardId: "GPU-1", pid, name: `n${pid}`, memoryBytes: n === null ? null : n * gb }));
const seen = (more: Partial<Seen> = {}): Seen => ({
  facts: new Map([10, 11, 20, 30, 812].map((pid) => [pid, facts(pid)])),
  runOf: new Map([
    [10, { runId: "run_known", orphanId: null }],
    [11, { runId: "run_known", orphanId: null }],
    [30, { runId: "run_lost", orphanId: "30-300" }],
  ]),
  boxPids: new Set([20]),
  ...more,
});
const at = (more: Partial<AtCard> = {}): AtCard => ({
  ...{ card: card(), listed: [], usedBytes: null, leased: new Map(), orphans: [] },
  ...more,
});
const lost = { id: "30-300", runId: "run_lost", memoryBytes: 6 * gb };
const bytes = (more: Partial<AtCard>, world = seen()) => attribute(at(more), world).strangers?.bytes ?? 0;

describe("a card with its own list", () => {
  it("gives each byte its owner: our runs, our own, what we lost, strangers", () => {
    const world = seen({
      facts: new Map([10, 11, 20, 30, 812].map((pid) => [pid, facts(pid, "root", pid === 812 ? "ollama" : "x")])),
    });
    const { holders, strangers } = attribute(
      at({
        listed: lists([10, 20], [11, 2], [20, 0.5], [30, 5], [812, 43]),
        usedBytes: 71 * gb,
        leased: new Map([["run_known", 22 * gb]]),
      }),
      world,
    );
    expect(holders).toEqual([
      expect.objectContaining({ kind: "run", runId: "run_known", memoryBytes: 22 * gb, processes: 2, pid: 10 }),
      expect.objectContaining({ kind: "box", memoryBytes: 0.5 * gb }),
      expect.objectContaining({ kind: "orphan", runId: "run_lost", memoryBytes: 5 * gb, pid: 30 }),
      {
        ...{ kind: "stranger", runId: null, pid: 812, user: "root", command: "ollama", since: 812_000 },
        memoryBytes: 43 * gb,
        processes: 1,
      },
      expect.objectContaining({ kind: "unnamed", memoryBytes: 0.5 * gb }), // the driver's own, within what is kept
    ]);
    expect(strangers?.bytes).toBe(48.5 * gb);
    expect(strangers?.by.map((one) => [one.pid, one.command])).toEqual([
      [812, "ollama"],
      [30, "left over from run_lost"],
    ]);
    const total = holders!.reduce((sum, one) => sum + (one.memoryBytes ?? 0), 0);
    expect(total).toBe(71 * gb); // every byte
  });

  it("bytes nobody is named for are strangers' beyond what is kept, unless a run of ours is not found in the list", () => {
    expect(bytes({ usedBytes: 31 * gb })).toBe(30 * gb);
    expect(bytes({ usedBytes: 31 * gb, leased: new Map([["run_known", 40 * gb]]) })).toBe(0);
    expect(bytes({ usedBytes: 31 * gb, leased: new Map([["run_known", 10 * gb]]) })).toBe(20 * gb);
    expect(bytes({ listed: lists([10, 10]), usedBytes: 31 * gb, leased: new Map([["run_known", 10 * gb]]) })).toBe(20 * gb);
  });

  it("in a container pids mean nothing: they may be our own runs, and are never called by a number", () => {
    const listed = lists([7001, 40]);
    expect(bytes({ listed, leased: new Map([["run_known", 40 * gb]]) })).toBe(0);
    const { strangers } = attribute(at({ listed }), seen());
    expect(strangers).toEqual({
      bytes: 40 * gb,
      by: [{ pid: null, command: "processes this box cannot see", user: null, bytes: 40 * gb }],
    });
  });

  it("does not make up bytes that the driver does not say", () => {
    const { holders, strangers } = attribute(at({ listed: lists([812, null]) }), seen());
    expect(holders?.[0]).toMatchObject({ kind: "stranger", memoryBytes: null });
    expect(strangers).toBeNull();
  });

  it("a driver that tells nothing gives no holders, and takes nothing away", () => {
    expect(attribute(at({ listed: null, usedBytes: 70 * gb }), seen())).toEqual({ holders: null, strangers: null });
  });

  it("an orphan nobody lists holds what it was given", () => {
    const { holders, strangers } = attribute(at({ orphans: [lost] }), seen());
    expect(holders).toEqual([expect.objectContaining({ kind: "orphan", runId: "run_lost", memoryBytes: 6 * gb })]);
    expect(strangers?.bytes).toBe(6 * gb);
    expect(bytes({ listed: lists([30, 2]), orphans: [lost] })).toBe(2 * gb);
  });
});

describe("the processor", () => {
  const cpu = card({ id: "cpu0", accelerator: "cpu", memoryBytes: 16 * gb, leasableBytes: 14 * gb });
  it("keeps room for the system and the box: only what is beyond it is missing for runs", () => {
    expect(bytes({ card: cpu, listed: lists([20, 0.5], [812, 1]) })).toBe(0);
    expect(bytes({ card: cpu, listed: lists([20, 0.5], [812, 9]) })).toBe(7.5 * gb);
    expect(bytes({ card: cpu, listed: lists([10, 9]), usedBytes: 15 * gb })).toBe(0);
  });
  it("shows the biggest and puts the rest together", () => {
    const many = Array.from({ length: 40 }, (_, i): [number, number] => [1000 + i, 40 - i]);
    const { holders } = attribute(at({ card: cpu, listed: lists(...many) }), seen());
    expect(holders).toHaveLength(13);
    expect(holders?.at(-1)).toMatchObject({ kind: "others", processes: 28, pid: null, memoryBytes: 406 * gb });
  });
});
