import { describe, expect, it } from "vitest";
import { RolloutRules } from "../../contract/route.ts";
import type { Cause } from "../../contract/word.ts";
import { type Answers, noAnswers } from "./answers.ts";
import { type Facts, nextMove, settleMs, stepAfter } from "./next-move.ts";

const now = 1_000_000;
const cause: Cause = { code: "crashed", message: "It crashed badly.", line: null, exitCode: 1, signal: null };
const ready = { state: "ready", wanted: "running", restarts: 0, cause: null } as const;
const seen = (requests: number, failed = 0): Answers => ({ ...noAnswers(), requests, failed });
const rules = RolloutRules.parse({ minRequests: 50, minSeconds: 60 });

function facts(more: Partial<Facts["rollout"]> = {}, others: Partial<Facts> = {}): Facts {
  const stepStartedAt = new Date(now - 61_000).toISOString();
  return {
    rollout: { state: "running", percent: 5, stableId: "dep_stable00", rules, stepStartedAt, ...more },
    ...{ canary: ready, stable: { wanted: "running" }, answers: { canary: seen(50), stable: seen(950) } },
    ...{ countedUpTo: now, now },
    ...others,
  };
}
const attaching = { state: "attaching", percent: 0, stepStartedAt: null } as const;
const young = { stepStartedAt: new Date(now - 59_000).toISOString() };

describe("next move", () => {
  it.each<[name: string, given: Facts, move: string, code?: string]>([
    ["it starts", facts(attaching, { canary: { ...ready, state: "starting" }, answers: null }), "wait"],
    ["it waits for memory", facts(attaching, { canary: { ...ready, state: "waiting" }, answers: null }), "wait"],
    ["the box was stopped meanwhile", facts(attaching, { canary: { ...ready, state: "stopped" }, answers: null }), "wait"],
    ["ready", facts(attaching, { answers: null }), "go 5", "ready"],
    [
      "ready, nothing before it",
      facts({ ...attaching, stableId: null }, { stable: null, answers: null }),
      "finish",
      "first-version",
    ],
    ["ready, the old one was deleted", facts(attaching, { stable: null, answers: null }), "finish", "first-version"],
    [
      "ready, the old one is stopped",
      facts(attaching, { stable: { wanted: "stopped" }, answers: null }),
      "go 100",
      "old-not-serving",
    ],
    [
      "crashed at its start",
      facts(attaching, { canary: { ...ready, state: "restarting", restarts: 1, cause } }),
      "roll-back",
      "crashed",
    ],
    ["needs a person", facts(attaching, { canary: { ...ready, state: "needs-attention", cause } }), "roll-back", "down"],
    ["stopped by a person", facts({}, { canary: { ...ready, wanted: "stopped", state: "stopping" } }), "roll-back", "stopped"],
    ["deleted", facts({}, { canary: null }), "roll-back", "removed"],
    ["crashed under traffic", facts({}, { canary: { ...ready, restarts: 1, cause } }), "roll-back", "crashed"],
    ["too few answers", facts({}, { answers: { canary: seen(49), stable: seen(950) } }), "wait"],
    ["too early", facts(young), "wait"],
    ["nothing known yet", facts({}, { answers: null }), "wait"],
    ["enough", facts(), "go 25", "not-worse"],
    ["enough at 25 %", facts({ percent: 25 }), "go 100", "not-worse"],
    ["worse", facts({}, { answers: { canary: seen(50, 15), stable: seen(950, 9) } }), "roll-back", "errors"],
    [
      "worse, long before it has enough",
      facts(young, { answers: { canary: seen(20, 10), stable: seen(380, 3) } }),
      "roll-back",
      "errors",
    ],
    ["100 %, books not read so far", facts({ percent: 100 }, { countedUpTo: now - 61_000 + settleMs - 1 }), "wait"],
    ["100 % and settled", facts({ percent: 100 }), "finish", "done"],
    ["100 % and worse", facts({ percent: 100 }, { answers: { canary: seen(50, 25), stable: seen(10) } }), "roll-back", "errors"],
  ])("%s", (_name, given, move, code) => {
    const next = nextMove(given);
    expect(next.do === "go" ? `go ${next.percent}` : next.do).toBe(move);
    if (next.do !== "wait") {
      expect(next.reason.code).toBe(code);
      expect(next.reason.why).toMatch(/\.$/);
    }
  });

  it("steps in order, to all of the traffic in the end", () => {
    expect([0, 5, 25, 100].map((percent) => stepAfter(rules, percent))).toEqual([5, 25, 100, 100]);
    expect([0, 10, 50].map((percent) => stepAfter({ steps: [50, 10] }, percent))).toEqual([10, 50, 100]);
    expect(stepAfter({ steps: [5, 25] }, 60)).toBe(100);
  });
});
