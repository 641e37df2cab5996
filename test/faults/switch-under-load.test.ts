/** A job's result takes over a public name while people ask: 5 %, then all, then the old one goes; nobody notices. */
import { expect, it } from "vitest";
import { fakeStage } from "../bench/publish/stage.ts";
import { watchSwitch } from "../bench/publish/watch-switch.ts";

it("not one request fails, and the new version has answered", async () => {
  const stage = await fakeStage();
  try {
    const { figures } = await watchSwitch(stage, { clients: 4, pauseMs: 20 });
    expect(figures.failed).toBe(0);
    expect(figures.asked).toBeGreaterThan(50);
    expect(figures.totalMs).toBeGreaterThan(0);
  } finally {
    await stage.close();
  }
}, 120_000);
