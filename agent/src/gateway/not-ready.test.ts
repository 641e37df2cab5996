import { describe, expect, it } from "vitest";
import { notAnswering, notReady } from "./not-ready.ts";

const starting = (since: number, usualSeconds: number | null) => ({
  state: "starting",
  loading: { since, usualSeconds },
  retryAfterSeconds: 7,
});

describe("a model that loads", () => {
  it("tells how far it is and how long it will take", () => {
    expect(notReady("m", starting(0, 40), 10_000)).toMatchObject({
      ...{ status: 503, code: "model_not_ready", retryAfterSeconds: 30 },
      loading: { state: "starting", progress: 0.25, etaSeconds: 30 },
    });
  });
  it("asks for another look within a minute, however long it takes", () => {
    expect(notReady("m", starting(0, 600), 0)).toMatchObject({
      retryAfterSeconds: 60,
      loading: { etaSeconds: 600, progress: 0 },
    });
  });
  it("later than usual, or for the first time: nobody knows", () => {
    expect(notReady("m", starting(0, 40), 90_000)).toMatchObject({
      retryAfterSeconds: 7,
      loading: { progress: 0.99, etaSeconds: null },
    });
    expect(notReady("m", starting(0, null), 9000)).toMatchObject({
      retryAfterSeconds: 7,
      loading: { progress: null, etaSeconds: null },
    });
  });
});

it("a route that leads nowhere is stopped", () => {
  expect(notReady("m", null, 0)).toMatchObject({ status: 503, retryAfterSeconds: 5, loading: { state: "stopped" } });
});

it("an engine left alone says when it is tried again", () => {
  const ready = { state: "ready", loading: null, retryAfterSeconds: 5 };
  expect(notAnswering("m", ready, 1200)).toMatchObject({ retryAfterSeconds: 2, loading: { state: "failing" } });
  expect(notAnswering("m", ready, null)).toMatchObject({ retryAfterSeconds: 5, loading: { state: "restarting" } });
});
