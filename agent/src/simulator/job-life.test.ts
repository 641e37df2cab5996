import { describe, expect, it } from "vitest";
import { beginTurn, believedLeft, createJobLife, endTurn, passMoment } from "./job-life.ts";

const life = (durationSeconds: number, error = 1) =>
  createJobLife({ submitSeconds: 0, durationSeconds, cards: 1 }, "job-0", error);

describe("a job's life", () => {
  it("of a short one has no checkpoint", () => {
    const short = life(600);
    beginTurn(short, 100);
    expect(short.nextMoment).toBe(700);
    expect(passMoment(short, 700)).toBe(true);
    expect(short).toMatchObject({ keptSeconds: 600, endedAt: 700, heldSeconds: 600, turn: null });
  });
  it("pays 10 s for a checkpoint every 10 minutes, and loses what came after the last one when it stops", () => {
    const long = life(1500);
    beginTurn(long, 0);
    expect(passMoment(long, long.nextMoment)).toBe(false);
    expect(long).toMatchObject({ keptSeconds: 600, nextMoment: 610 + 610 });
    endTurn(long, 900);
    expect(long).toMatchObject({ keptSeconds: 600, heldSeconds: 900, turn: null, endedAt: null });
  });
  it("pays 30 s when it goes on, and ends after what was left", () => {
    const long = life(1500);
    beginTurn(long, 0);
    passMoment(long, 610);
    endTurn(long, 900);
    beginTurn(long, 2000);
    expect(long.nextMoment).toBe(2000 + 30 + 610);
    expect(passMoment(long, 2640)).toBe(false);
    expect(long.nextMoment).toBe(2640 + 300);
    expect(passMoment(long, 2940)).toBe(true);
    expect(long).toMatchObject({ keptSeconds: 1500, firstStartAt: 0, endedAt: 2940, heldSeconds: 900 + 940 });
  });
  it("is believed to take what the planner thinks, less what is done, and a restart where it was stopped", () => {
    const long = life(1000, 1.2);
    expect(believedLeft(long, 0)).toBe(1200);
    beginTurn(long, 0);
    expect(believedLeft(long, 200)).toBe(1000);
    passMoment(long, 610);
    endTurn(long, 620);
    expect(believedLeft(long, 700)).toBe(630);
    expect(believedLeft(life(1000, 0.7), 0)).toBe(700);
  });
  it("that takes longer than believed is nearly done, as far as anybody knows", () => {
    const underestimated = life(1000, 0.5);
    beginTurn(underestimated, 0);
    expect(believedLeft(underestimated, 590)).toBe(50);
  });
});
