import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cause } from "../contract/word.ts";
import { next, type RunInput, type RunState } from "./state.ts";

const cause = (code: Cause["code"]): Cause => ({ code, message: code, line: null, exitCode: null, signal: null });
const starting: RunState = { phase: "starting" };
const running: RunState = { phase: "running", startedAt: 1 };
const ready: RunState = { phase: "ready", startedAt: 1, readyAt: 2 };
const stopping: RunState = { phase: "stopping", why: "stopped" };
const preempting: RunState = { phase: "stopping", why: "preempted" };
const ended: RunState = { phase: "ended", cause: cause("ok") };
const started: RunInput = { type: "started", at: 1 };
const becameReady: RunInput = { type: "ready", at: 2 };
const stopAsked: RunInput = { type: "stop-asked", why: "stopped" };
const crashed: RunInput = { type: "ended", cause: cause("crashed") };

describe("next", () => {
  it.each<[string, RunState, RunInput, RunState]>([
    ["starts", starting, started, running],
    ["becomes ready", running, becameReady, ready],
    ["is stopped before it started", starting, stopAsked, stopping],
    ["is stopped while running", running, stopAsked, stopping],
    ["is stopped when ready", ready, stopAsked, stopping],
    ["keeps the first reason of a stop", preempting, stopAsked, preempting],
    ["does not start while stopping", stopping, started, stopping],
    ["does not become ready while stopping", stopping, becameReady, stopping],
    ["is not ready before it started", starting, becameReady, starting],
    ["crashes", running, crashed, { phase: "ended", cause: cause("crashed") }],
    ["has ended, whatever comes", ended, crashed, ended],
    ["does not stop again once ended", ended, stopAsked, ended],
  ])("%s", (_what, from, input, to) => {
    expect(next(from, input)).toEqual(to);
  });
  it("calls a stop to make room pre-empted, but believes an end of its own", () => {
    expect(next(preempting, { type: "ended", cause: cause("stopped") })).toMatchObject({ cause: { code: "preempted" } });
    expect(next(preempting, { type: "ended", cause: cause("ok") })).toMatchObject({ cause: { code: "ok" } });
  });
});

const anyCause = fc.constantFrom<Cause["code"][]>("ok", "stopped", "crashed", "lost", "out-of-memory").map(cause);
const anyInput = fc.oneof<fc.Arbitrary<RunInput>[]>(
  fc.record({ type: fc.constant("started" as const), at: fc.nat() }),
  fc.record({ type: fc.constant("ready" as const), at: fc.nat() }),
  fc.record({ type: fc.constant("stop-asked" as const), why: fc.constantFrom("stopped" as const, "preempted" as const) }),
  fc.record({ type: fc.constant("ended" as const), cause: anyCause }),
);
const order = ["starting", "running", "ready", "stopping", "ended"];

describe("any history", () => {
  it("never goes back, and the first end is the last word", () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (inputs) => {
        const states: RunState[] = [starting];
        for (const input of inputs) states.push(next(states.at(-1)!, input));
        const ranks = states.map((state) => order.indexOf(state.phase));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        const firstEnd = states.find((state) => state.phase === "ended");
        expect(states.at(-1)).toEqual(firstEnd ?? states.at(-1));
        expect(states.at(-1)?.phase === "ended").toBe(inputs.some((input) => input.type === "ended"));
      }),
    );
  });
});
