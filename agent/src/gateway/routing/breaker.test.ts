import { expect, it } from "vitest";
import { createBreaker } from "./breaker.ts";

it("opens after five failures in a row; a success between starts the count anew", () => {
  const breaker = createBreaker();
  for (let n = 0; n < 4; n++) expect(breaker.failed(0)).toBe(false);
  breaker.succeeded();
  for (let n = 0; n < 4; n++) expect(breaker.failed(0)).toBe(false);
  expect(breaker.mayAsk(0)).toBe(true);
  expect(breaker.failed(0)).toBe(true);
  expect(breaker.mayAsk(0)).toBe(false);
  expect(breaker.waitMs(0)).toBe(1000);
});

it("opens when half of the last twenty failed", () => {
  const breaker = createBreaker();
  for (let n = 0; n < 19; n++) {
    if (n % 2 === 0) expect(breaker.failed(0)).toBe(false);
    else breaker.succeeded();
  }
  expect(breaker.failed(0)).toBe(true);
  expect(breaker.recent()).toEqual({ requests: 20, failures: 11 });
});

it("then lets one try at a time, after waits that double to half a minute, and closes with the first answer", () => {
  const breaker = createBreaker();
  for (let n = 0; n < 5; n++) breaker.failed(0);
  let now = 0;
  for (const wait of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
    expect(breaker.mayAsk(now + wait - 1)).toBe(false);
    now += wait;
    expect(breaker.mayAsk(now)).toBe(true);
    breaker.asked(now);
    expect(breaker.mayAsk(now)).toBe(false);
    expect(breaker.failed(now)).toBe(false);
  }
  now += 30_000;
  breaker.asked(now);
  expect(breaker.succeeded()).toBe(true);
  expect(breaker.mayAsk(now)).toBe(true);
  expect(breaker.waitMs(now)).toBe(0);
  for (let n = 0; n < 4; n++) expect(breaker.failed(now)).toBe(false);
});

it("a try whose client hung up says nothing: the next one may", () => {
  const breaker = createBreaker();
  for (let n = 0; n < 5; n++) breaker.failed(0);
  breaker.asked(1000);
  breaker.abandoned();
  expect(breaker.mayAsk(1000)).toBe(true);
});

it("failures of requests that were under way when it opened change nothing", () => {
  const breaker = createBreaker();
  for (let n = 0; n < 5; n++) breaker.failed(0);
  expect(breaker.failed(500)).toBe(false);
  expect(breaker.waitMs(500)).toBe(500);
});
