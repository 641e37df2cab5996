import { expect, it } from "vitest";
import type { Sent } from "./mock.ts";
import { type Charged, verdictOf } from "./verdict.ts";

const sent: Sent = { id: "r1", stream: true, prompt: 40, completion: 65, sent: 10, state: "cut" };
const ended: Sent = { ...sent, sent: 65, state: "done" };
const line: Charged = { id: "r1", prompt: 40, completion: 10, status: 499, estimated: true, cut: "client" };
const endLine: Charged = { ...line, completion: 65, status: 200, estimated: false, cut: null };
const verdict = (one: Sent, charged: Charged | undefined, delivered: number | null = null) =>
  verdictOf(one, charged, delivered, 50);

it("asks for a line of every request that went out", () => {
  expect(verdict(sent, undefined)).toBe("not in the books");
});

it("wants an ended request at the engine's own numbers, and no guess", () => {
  expect(verdict(ended, endLine)).toBeNull();
  for (const wrong of [{ completion: 64 }, { prompt: 41 }, { estimated: true }]) {
    expect(verdict(ended, { ...endLine, ...wrong })).toContain("own numbers");
  }
  expect(verdict(ended, { ...endLine, status: 502 })).toBe("ended with 502");
});

it("takes a hung-up stream between what was delivered and what was sent, two frames short at most", () => {
  expect(verdict(sent, { ...line, completion: 8 }, 8)).toBeNull();
  expect(verdict(sent, { ...line, completion: 7 }, 7)).toBe("frames short");
  expect(verdict(sent, { ...line, completion: 8 }, 9)).toBe("charged less than was delivered");
  expect(verdict(sent, { ...line, completion: 11 })).toBe("charged more than was sent");
});

it("takes one that was cut by a kill as a marked guess, a second and two frames short at most", () => {
  const long = { ...sent, sent: 120 };
  const guess: Charged = { ...line, status: 502, cut: "engine" };
  expect(verdict(long, { ...guess, completion: 68 })).toBeNull();
  expect(verdict(long, { ...guess, completion: 67 })).toBe("more than a second of frames short");
  expect(verdict(long, { ...guess, completion: 68, estimated: false })).toBe("a guess that is not marked");
});

it("lets a failed answer cost nothing", () => {
  const failed: Sent = { ...sent, sent: 0, state: "failed" };
  expect(verdict(failed, { ...line, completion: 0, status: 502, cut: null })).toBeNull();
  expect(verdict(failed, { ...line, completion: 3, status: 200, cut: null })).toBe("charged more than was sent");
});
