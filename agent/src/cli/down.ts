import { z } from "zod";
import { systemClock as clock } from "../lib/clock.ts";
import { stopProcess } from "../lib/stop-process.ts";
import { createAgentClient } from "./agent-client.ts";
import { type RunningBox, runningBox } from "./running-box.ts";
import { createScreen, type Screen } from "./screen.ts";
import { readArguments, type Verb } from "./verb.ts";

/** Runs are asked to save a checkpoint first, so that the next start goes on from there. */
export const down: Verb = async (args) => {
  const asked = readArguments("down", args, { "keep-runs": { type: "boolean" } });
  const { settings } = asked;
  const screen = createScreen();
  const box = runningBox(settings.data);
  if (!box) {
    screen.say(`Nothing was running from ${settings.data}.`);
    return 0;
  }
  const keepRuns = asked.has("keep-runs");
  const drained = await drain(settings, keepRuns, box, screen);
  await stopParts(box);
  screen.clear();
  if (!drained) return 1;
  screen.say(keepRuns ? "Stopped; its runs go on, and the next start takes them over." : "Stopped.");
  return 0;
};

/** The agent may be between two starts: it is given a while to come back before its runs are left alone. */
async function drain(settings: Parameters<typeof createAgentClient>[0], keepRuns: boolean, box: RunningBox, screen: Screen) {
  const agent = createAgentClient(settings);
  const until = clock.now() + (box.keeperLives ? 20_000 : 0);
  for (;;) {
    try {
      screen.show(keepRuns ? "Telling the agent to go" : "Stopping runs; training saves a checkpoint");
      await agent.post("/api/operator/drain", { keepRuns }, z.unknown());
      return true;
    } catch (error) {
      if (clock.now() < until) {
        await clock.sleep(500);
        continue;
      }
      const said = error instanceof Error ? error.message : String(error);
      screen.say(`Stopped, but runs may live on: ${said} './sluice up' takes them over, './sluice down' then stops them.`);
      return false;
    }
  }
}

async function stopParts(box: RunningBox): Promise<void> {
  const { keeper, children } = box.file;
  // The keeper stops its own, in order. Without it they are stopped here the same way.
  const order = box.keeperLives ? [keeper] : [children.app, children.agent, children.gateway];
  for (const one of order) await stopProcess(one, clock, 70_000);
}
