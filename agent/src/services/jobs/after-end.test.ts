import { describe, expect, it } from "vitest";
import type { Cause, CauseCode } from "../../contract/word.ts";
import { afterEnd, countWithoutProgress } from "./after-end.ts";

const cause = (code: CauseCode, signal: string | null = null): Cause => ({
  code,
  message: "why",
  line: null,
  exitCode: null,
  signal,
});
const decide = (
  c: Cause,
  more: { cancelAsked?: boolean; pauseAsked?: boolean; draining?: boolean; withoutProgress?: number } = {},
) => afterEnd({ cause: c, cancelAsked: false, pauseAsked: false, draining: false, withoutProgress: 1, ...more }).do;

describe("after the end of an attempt", () => {
  it.each([
    ["ok", "succeed"],
    ["lost", "retry"],
    ["preempted", "retry"],
    ["stopped", "retry"],
    ["crashed", "fail"],
    ["out-of-memory", "fail"],
    ["bad-data", "fail"],
    ["disk-full", "fail"],
    ["loss-diverged", "fail"],
  ] as const)("%s -> %s", (code, what) => expect(decide(cause(code))).toBe(what));

  it("goes on after a kill from outside, fails after a crash of its own", () => {
    expect(decide(cause("crashed", "SIGKILL"))).toBe("retry");
    expect(decide(cause("crashed", "SIGSEGV"))).toBe("fail");
  });

  it("cancels when a person asked, but a finished job stays finished", () => {
    expect(decide(cause("stopped"), { cancelAsked: true })).toBe("cancel");
    expect(decide(cause("crashed"), { cancelAsked: true })).toBe("cancel");
    expect(decide(cause("ok"), { cancelAsked: true })).toBe("succeed");
    expect(decide(cause("stopped"), { pauseAsked: true, draining: true })).toBe("pause");
    expect(decide(cause("lost"), { pauseAsked: true })).toBe("pause");
    expect(decide(cause("ok"), { pauseAsked: true })).toBe("succeed");
    expect(decide(cause("bad-data"), { pauseAsked: true })).toBe("fail");
  });

  it("goes on as often as the box itself takes its card back", () =>
    expect(decide(cause("preempted"), { withoutProgress: 99 })).toBe("retry"));

  it("waits for the next boot while the box is being stopped", () =>
    expect(decide(cause("stopped"), { draining: true })).toBe("wait-for-boot"));

  it("gives up after five interruptions in a row that got no further", () => {
    expect(decide(cause("lost"), { withoutProgress: 4 })).toBe("retry");
    expect(decide(cause("lost"), { withoutProgress: 5 })).toBe("fail");
  });

  it("counts attempts since the last one that saved a further checkpoint", () => {
    expect(countWithoutProgress([])).toBe(0);
    expect(countWithoutProgress([null, null])).toBe(2);
    expect(countWithoutProgress([null, 10, 20])).toBe(0);
    expect(countWithoutProgress([10, 10, null])).toBe(2);
  });
});
