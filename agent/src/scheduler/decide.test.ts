/** Rules beyond first come, first served: shortest first, gaps, and who gives way. */
import { describe, expect, it } from "vitest";
import { alwaysServing } from "./card-time.ts";
import { decide } from "./decide.ts";
import type { PlanCard, PlanInput, PlanLease, PlanRequest } from "./plan.ts";
import { boxRules, firstComeRules, sharedRules } from "./rules.ts";
import { turnBy } from "./turn-by.ts";

const cards = [0, 1, 2, 3].map((i): PlanCard => ({ id: `c${i}`, accelerator: "fake", leasableBytes: 1 }));
const job = (runId: string, count = 1, turnBySeconds = 1e9): PlanRequest => ({
  ...{ runId, kind: "job", label: runId, runsOn: ["fake"], memoryBytes: count, cards: count, turnBySeconds },
});
const replica = (runId: string): PlanRequest => ({ ...job(runId), kind: "replica" });
const held = (runId: string, ...ids: number[]): PlanLease[] =>
  ids.map((i) => ({ runId, kind: runId.startsWith("r") ? "replica" : "job", label: runId, cardId: `c${i}`, memoryBytes: 1 }));

/** Live jobs by name: seconds left, what a stop loses, and on which cards. */
type Live = Record<string, { left: number; lost?: number; hadTurn?: boolean; turnBy?: number; on: number[] }>;
function box(live: Live, queue: [PlanRequest, number | null][], more: Partial<PlanInput> = {}) {
  const input: PlanInput = {
    ...{ cards, rules: sharedRules, nowSeconds: 1000, queue: queue.map(([request]) => request) },
    leases: Object.entries(live).flatMap(([runId, { on }]) => held(runId, ...on)),
    etas: new Map([
      ...Object.entries(live).map(([runId, { left }]): [string, number] => [runId, left]),
      ...queue.map(([request, seconds]): [string, number | null] => [request.runId, seconds]),
    ]),
    stoppable: new Map(
      Object.entries(live)
        .filter(([runId]) => !runId.startsWith("r"))
        .map(([runId, { lost = 0, hadTurn = true, turnBy: by = Number.POSITIVE_INFINITY }]) => [
          runId,
          { lostSeconds: lost, hadTurn, turnBySeconds: by },
        ]),
    ),
    ...more,
  };
  const { starts, stops, waiting } = decide(input);
  return { starts: starts.map((s) => s.runId), stops, waiting: waiting.map((w) => w.runId), input };
}
const full = { a: { left: 9000, on: [0] }, b: { left: 9000, on: [1] }, c: { left: 9000, on: [2] }, d: { left: 9000, on: [3] } };

describe("the order of jobs", () => {
  it("is by the time they take, if all are known and have a promise", () => {
    const queue: [PlanRequest, number | null][] = [
      [job("long"), 900],
      [job("short"), 60],
    ];
    const live = { a: { left: 50, on: [0, 1, 2] } };
    expect(box(live, queue, { rules: boxRules(alwaysServing) }).starts).toEqual(["short"]);
    expect(
      box(
        live,
        [
          [job("long"), 900],
          [job("short"), null],
        ],
        { rules: boxRules(alwaysServing) },
      ).starts,
    ).toEqual(["long"]);
    expect(
      box(
        live,
        [
          [job("long"), 900],
          [{ ...job("short"), turnBySeconds: null }, 60],
        ],
        { rules: boxRules(alwaysServing) },
      ).starts,
    ).toEqual(["long"]);
  });
  it("begins with the one whose turn is due longest", () => {
    const live = { a: { left: 50, on: [0, 1, 2] } };
    const queue: [PlanRequest, number][] = [
      [job("short"), 60],
      [job("due", 1, 990), 5000],
      [job("longer-due", 1, 500), 9000],
    ];
    expect(box(live, queue).starts).toEqual(["longer-due"]);
  });
});

describe("a gap before the one who waits", () => {
  const rules = { ...firstComeRules, backfill: true };
  const live = { a: { left: 100, on: [0, 1] }, b: { left: 500, on: [2] } };
  it("is taken by one that is over in time, and by nobody else", () => {
    const queue: [PlanRequest, number | null][] = [
      [job("wide", 3), 900],
      [job("late"), 101],
      [job("unknown"), null],
      [job("timely"), 100],
    ];
    expect(box(live, queue, { rules }).starts).toEqual(["timely"]);
    expect(box(live, queue, { rules: firstComeRules }).starts).toEqual([]);
  });
  it("is taken by a long one on a card that the waiting one leaves over", () => {
    const queue: [PlanRequest, number][] = [
      [job("wide", 2), 900],
      [job("long"), 9999],
    ];
    const one = { a: { left: 100, on: [0, 1] }, b: { left: 500, on: [2] } };
    expect(box(one, queue, { rules }).starts).toEqual(["long"]);
  });
  it("does not exist while nobody knows when the cards come free", () => {
    const queue: [PlanRequest, number][] = [
      [job("wide", 3), 900],
      [job("short"), 1],
    ];
    const etas = new Map([["short", 1]]);
    expect(box(live, queue, { rules, etas }).starts).toEqual([]);
  });
});

describe("giving way", () => {
  it("to serving: the one that loses least", () => {
    const live: Live = {
      ...full,
      a: { left: 9000, lost: 300, on: [0] },
      b: { left: 9000, lost: 20, on: [1] },
      c: { left: 9000, lost: 400, on: [2] },
      d: { left: 9000, lost: 21, on: [3] },
    };
    expect(box(live, [[replica("r1"), null]])).toMatchObject({ starts: [], stops: ["b"], waiting: ["r1"] });
    expect(box(live, [[replica("r1"), null]], { rules: firstComeRules }).stops).toEqual([]);
  });
  it("to serving: a wide one once, not twice", () => {
    const live: Live = {
      a: { left: 9000, lost: 10, on: [0, 1] },
      b: { left: 9000, lost: 500, on: [2] },
      c: { left: 9000, lost: 600, on: [3] },
    };
    expect(
      box(live, [
        [replica("r1"), null],
        [replica("r2"), null],
      ]).stops,
    ).toEqual(["a"]);
  });
  it("asks nobody again while the one asked is on its way out, and lets nobody else have its card", () => {
    const asked = box(
      full,
      [
        [replica("r1"), null],
        [job("short"), 60],
      ],
      { stopping: new Set(["a"]) },
    );
    expect(asked.stops).not.toContain("a");
    expect(asked.starts).toEqual([]);
    expect(box(full, [[replica("r1"), null]], { stopping: new Set(["a"]) }).stops).toEqual([]);
  });
  it("to a job: only one that is much longer, at a checkpoint, after a turn", () => {
    const queue: [PlanRequest, number][] = [[job("short"), 600]];
    expect(box(full, queue).stops).toHaveLength(1);
    expect(box(full, [[job("as-long"), 5000]]).stops).toEqual([]);
    const inMidst = Object.fromEntries(Object.entries(full).map(([id, one]) => [id, { ...one, lost: 400 }]));
    expect(box(inMidst, queue).stops).toEqual([]);
    const fresh = Object.fromEntries(Object.entries(full).map(([id, one]) => [id, { ...one, hadTurn: false }]));
    expect(box(fresh, queue).stops).toEqual([]);
    expect(box(full, queue, { rules: boxRules(alwaysServing) }).stops).toEqual([]);
  });
  it("to a job whose turn is due: any that had one, or was not promised one yet", () => {
    const due: [PlanRequest, number][] = [[job("due", 1, 500), 50_000]];
    expect(box(full, due).stops).toHaveLength(1);
    const promised = Object.fromEntries(Object.entries(full).map(([id, one]) => [id, { ...one, hadTurn: false, turnBy: 900 }]));
    expect(box(promised, due).stops).toEqual([]);
    expect(box({ ...promised, d: { left: 9000, hadTurn: false, turnBy: 2000, on: [3] } }, due).stops).toEqual(["d"]);
  });
  it("a due wide job keeps the cards it gathers; one that is not due lets others have them", () => {
    const live: Live = { a: { left: 9000, hadTurn: false, turnBy: 900, on: [0, 1, 2] } };
    expect(
      box(live, [
        [job("wide", 4, 990), 90],
        [job("other"), 20_000],
      ]).starts,
    ).toEqual([]);
    expect(
      box(live, [
        [job("wide", 4), 90],
        [job("other"), 20_000],
      ]).starts,
    ).toEqual(["other"]);
  });
});

describe("the promise of a turn", () => {
  it("is earlier than first come, first served would be, and looks past engines that may sleep", () => {
    const { input } = box({ a: { left: 1000, on: [0, 1, 2, 3] } }, [[job("first", 4), 500]]);
    const asked = { ...input, etas: new Map([...input.etas, ["new", 60]]) };
    expect(turnBy(job("new"), asked, "first")).toBe(1000 + 0.7 * 1500);
    expect(turnBy(job("new"), asked, "next")).toBe(1000 + 3 * 1500);
    const serving = { ...asked, leases: [...held("r1", 0), ...held("r2", 1), ...held("r3", 2), ...held("a", 3)], queue: [] };
    expect(turnBy(job("new"), serving, "first")).toBe(1000);
  });
  it("is not given while one ahead is of unknown length", () => {
    const { input } = box({ a: { left: 1000, on: [0, 1, 2, 3] } }, [[job("first", 4), null]]);
    expect(turnBy(job("new"), input, "first")).toBeNull();
  });
});
