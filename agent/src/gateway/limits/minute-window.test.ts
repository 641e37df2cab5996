import fc from "fast-check";
import { expect, it } from "vitest";
import { createMinuteWindow, windowMs } from "./minute-window.ts";

const entry = fc.record({ at: fc.nat(200_000), requests: fc.nat(3), tokens: fc.nat(500) });

it("sums exactly the last 60 s, in whatever order lines come (a late one by less than a minute)", () => {
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 80 }),
      fc.array(fc.nat(20_000), { minLength: 80, maxLength: 80 }),
      (entries, late) => {
        const window = createMinuteWindow();
        const given: typeof entries = [];
        let now = 0;
        for (const [n, one] of [...entries].sort((a, b) => a.at - b.at).entries()) {
          now = Math.max(now, one.at);
          const added = { ...one, at: Math.max(0, one.at - late[n]!) };
          window.add(added.at, added.requests, added.tokens);
          given.push(added);
          const inside = given.filter(({ at }) => at > now - windowMs);
          expect(window.sum("requests", now)).toBe(inside.reduce((sum, { requests }) => sum + requests, 0));
          expect(window.sum("tokens", now)).toBe(inside.reduce((sum, { tokens }) => sum + tokens, 0));
        }
      },
    ),
  );
});

it("says when enough will have left, and when nothing is left", () => {
  const window = createMinuteWindow();
  window.add(1000, 1, 10);
  window.add(5000, 2, 0);
  window.add(9000, 1, 30);
  expect(window.fallsTo("requests", 3, 10_000)).toBe(1000 + windowMs);
  expect(window.fallsTo("requests", 1, 10_000)).toBe(5000 + windowMs);
  expect(window.fallsTo("tokens", 0, 10_000)).toBe(9000 + windowMs);
  expect(window.fallsTo("requests", 4, 10_000)).toBe(10_000);
  expect(window.emptyAt(10_000)).toBe(9000 + windowMs);
  expect(window.sum("requests", 1000 + windowMs)).toBe(3);
  expect(window.emptyAt(9000 + windowMs)).toBe(9000 + windowMs);
});

it("a clock that is set back an hour does not lock a key for an hour", () => {
  const window = createMinuteWindow();
  window.add(3_600_000, 5, 5);
  expect(window.sum("requests", 1000)).toBe(0);
  window.add(1000, 1, 1);
  expect(window.sum("requests", 1000)).toBe(1);
});
