import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunKind } from "../contract/run.ts";
import { fitsAtAll } from "./fits-at-all.ts";
import { type PlanCard, type PlanLease, type PlanRequest, plan } from "./plan.ts";

const GB = 1e9;
const cpu: PlanCard = { id: "cpu0", accelerator: "cpu", leasableBytes: 10 * GB };
const ask = (runId: string, kind: RunKind, gb: number, more: Partial<PlanRequest> = {}): PlanRequest => ({
  ...{ runId, kind, label: `${runId}-name`, runsOn: ["cpu"], memoryBytes: gb * GB, cards: 1 },
  ...more,
});
const held = (runId: string, kind: RunKind, gb: number, cardId = "cpu0"): PlanLease => ({
  ...{ runId, kind, label: `${runId}-name`, cardId, memoryBytes: gb * GB },
});
const decide = (queue: PlanRequest[], leases: PlanLease[] = [], cards = [cpu], etas = new Map<string, number | null>()) =>
  plan({ cards, leases, queue, etas });
const started = (p: ReturnType<typeof plan>) => p.starts.map((s) => s.runId);

describe("plan", () => {
  it("starts what fits, and tells the rest why in words and numbers", () => {
    const p = decide([ask("a", "job", 3.1)], [held("helpdesk", "replica", 7.6)]);
    expect(started(p)).toEqual([]);
    expect(p.waits.get("a")).toEqual({
      position: 1,
      etaSeconds: null,
      code: "memory",
      message: "Needs 3.1 GB, 2.4 GB free on cpu0; held by deployment helpdesk-name (7.6 GB).",
      details: {
        needBytes: 3.1 * GB,
        freeBytes: 10 * GB - 7.6 * GB,
        heldBy: [{ kind: "replica", name: "helpdesk-name", bytes: 7.6 * GB }],
      },
    });
  });
  it("gives away nothing that strangers hold, and names them", () => {
    const by = [
      { pid: 812, command: "ollama", user: "root", bytes: 6 * GB },
      { pid: 9, command: "x", user: "li", bytes: 2 * GB },
    ];
    const busy = (n: number): PlanCard => ({
      ...cpu,
      strangers: { bytes: by.slice(0, n).reduce((sum, one) => sum + one.bytes, 0), by: by.slice(0, n) },
    });
    const one = decide([ask("a", "job", 5)], [], [busy(1)]);
    expect(started(one)).toEqual([]);
    expect(one.waits.get("a")).toMatchObject({
      ...{ code: "strangers", position: 1, etaSeconds: null },
      message: "Cannot start: 6.0 GB are held by pid 812 (ollama, root). Needs 5.0 GB, 4.0 GB free on cpu0.",
      details: { needBytes: 5 * GB, freeBytes: 4 * GB, strangerBytes: 6 * GB, strangers: by.slice(0, 1) },
    });
    expect(decide([ask("a", "job", 5)], [], [busy(2)]).waits.get("a")?.message).toContain(
      "8.0 GB are held by pid 812 (ollama, root) 6.0 GB, pid 9 (x, li) 2.0 GB.",
    );
    expect(started(decide([ask("a", "job", 4)], [], [busy(1)]))).toEqual(["a"]);
    // Where a run of ours is in the way as well, they are named beside it.
    expect(decide([ask("a", "job", 5)], [held("b", "job", 9)], [busy(1)]).waits.get("a")).toMatchObject({
      code: "memory",
      message: "Needs 5.0 GB, 0 MB free on cpu0; held by job b-name (9.0 GB), pid 812 (ollama, root) (6.0 GB).",
    });
  });
  it("lets no later job overtake, however small", () => {
    const p = decide([ask("big", "job", 6), ask("small", "job", 1)], [held("x", "job", 5)]);
    expect(started(p)).toEqual([]);
    expect(p.waits.get("small")).toMatchObject({
      code: "behind",
      position: 2,
      message: "Behind job big-name, which came first and waits for 6.0 GB.",
    });
  });
  it("puts replicas before tasks before jobs, and keeps the order within", () => {
    const queue = [
      ask("j1", "job", 1),
      ask("t1", "task", 1),
      ask("r1", "replica", 1),
      ask("j2", "job", 1),
      ask("r2", "replica", 1),
    ];
    expect(started(decide(queue))).toEqual(["r1", "r2", "t1", "j1", "j2"]);
  });
  it("holds jobs back for a replica that will fit when a job ends", () => {
    const p = decide([ask("j", "job", 1), ask("r", "replica", 6)], [held("x", "job", 5)]);
    expect(started(p)).toEqual([]);
    expect(p.waits.get("j")?.code).toBe("behind");
  });
  it("does not block the box for a replica only a person can make room for", () => {
    const p = decide([ask("j", "job", 1), ask("r", "replica", 6)], [held("x", "replica", 5)]);
    expect(started(p)).toEqual(["j"]);
    expect(p.waits.get("r")).toMatchObject({ code: "memory", position: 1 });
  });
  it("tells when, as far as it is known", () => {
    const etas = new Map([
      ["x", 60],
      ["a", 100],
    ]);
    const p = decide([ask("a", "job", 8), ask("b", "job", 8), ask("c", "job", 8)], [held("x", "job", 5)], [cpu], etas);
    expect([...p.waits.values()].map((w) => w.etaSeconds)).toEqual([60, 160, null]);
  });
  it("spreads over cards, and prefers the fullest that has room", () => {
    const cards: PlanCard[] = [0, 1, 2].map((i) => ({ id: `fake${i}`, accelerator: "fake", leasableBytes: 8 * GB }));
    const one = decide([ask("a", "job", 2, { runsOn: ["fake"] })], [held("x", "job", 5, "fake1")], cards);
    expect(one.starts[0]?.leases).toEqual([{ cardId: "fake1", memoryBytes: 2 * GB }]);
    const two = decide([ask("b", "job", 12, { runsOn: ["fake"], cards: 2 })], [held("x", "job", 5, "fake1")], cards);
    expect(two.starts[0]?.leases.map((l) => l.cardId).sort()).toEqual(["fake0", "fake2"]);
  });
});

describe("fitsAtAll", () => {
  it.each([
    [ask("a", "job", 10), { fits: true }],
    [ask("a", "job", 30), { fits: false, why: "It needs 30.0 GB, and card cpu0 has 10.0 GB to give when nothing else runs." }],
    [ask("a", "job", 1, { runsOn: ["nvidia"] }), { fits: false, why: "This box has no card it can run on (nvidia)." }],
    [ask("a", "job", 1, { cards: 2 }), { fits: false, why: "It needs 2 cards, this box has 1." }],
  ])("%#", (request, expected) => {
    expect(fitsAtAll(request, [cpu])).toEqual(expected);
  });
});

const anyCards = fc
  .array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 4 })
  .map((sizes) => sizes.map((gb, i): PlanCard => ({ id: `c${i}`, accelerator: "fake", leasableBytes: gb * GB })));
const anyQueue = fc
  .array(
    fc.record({
      kind: fc.constantFrom<RunKind[]>("job", "replica", "task"),
      gb: fc.integer({ min: 1, max: 20 }),
      cards: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 25 },
  )
  .map((rows) => rows.map((row, i) => ask(`r${i}`, row.kind, row.gb, { runsOn: ["fake"], cards: row.cards })));

/** Plays the box: plan, start, end one of the running (chosen by dice), plan again. */
function play(cards: PlanCard[], all: PlanRequest[], dice: number[], look: (leases: PlanLease[]) => void): string[] {
  let queue = all.filter((request) => fitsAtAll(request, cards).fits);
  let leases: PlanLease[] = [];
  const order: string[] = [];
  for (let turn = 0; queue.length > 0; turn++) {
    const p = decide(queue, leases, cards);
    expect([...p.waits.keys(), ...started(p)].sort()).toEqual(queue.map((r) => r.runId).sort());
    for (const start of p.starts) {
      const request = queue.find((r) => r.runId === start.runId)!;
      leases.push(...start.leases.map((l) => ({ ...held(start.runId, request.kind, 0, l.cardId), memoryBytes: l.memoryBytes })));
      order.push(start.runId);
    }
    look(leases);
    queue = queue.filter((r) => !started(p).includes(r.runId));
    const running = [...new Set(leases.map((l) => l.runId))];
    const over = running[(dice[turn % dice.length] ?? 0) % Math.max(1, running.length)];
    if (p.starts.length === 0 && over === undefined) throw new Error("stuck: nothing runs and nothing starts");
    leases = leases.filter((l) => l.runId !== over);
  }
  return order;
}
const dice = fc.array(fc.nat(), { minLength: 1, maxLength: 20 });

describe("any queue on any cards", () => {
  it("is never over-committed, and everybody who fits at all starts in the end", () => {
    fc.assert(
      fc.property(anyCards, anyQueue, dice, (cards, queue, d) => {
        const order = play(cards, queue, d, (leases) => {
          for (const card of cards) {
            const used = leases.filter((l) => l.cardId === card.id).reduce((sum, l) => sum + l.memoryBytes, 0);
            expect(used).toBeLessThanOrEqual(card.leasableBytes);
          }
        });
        expect(order.toSorted()).toEqual(
          queue
            .filter((r) => fitsAtAll(r, cards).fits)
            .map((r) => r.runId)
            .toSorted(),
        );
      }),
    );
  });
  it("starts jobs in the order they were asked for", () => {
    fc.assert(
      fc.property(anyCards, anyQueue, dice, (cards, queue, d) => {
        const jobs = new Set(queue.filter((r) => r.kind === "job" && fitsAtAll(r, cards).fits).map((r) => r.runId));
        const order = play(cards, queue, d, () => undefined).filter((runId) => jobs.has(runId));
        expect(order).toEqual([...jobs]);
      }),
    );
  });
});
