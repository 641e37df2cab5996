import path from "node:path";
import { z } from "zod";
import { createLocal } from "../executors/local.ts";
import { systemClock as clock } from "../lib/clock.ts";
import { stopProcess } from "../lib/stop-process.ts";
import type { Settings } from "../settings.ts";
import { stopStrays } from "../supervisor/stop-strays.ts";
import { createAgentClient } from "./agent-client.ts";
import { type RunningBox, runningBox } from "./running-box.ts";
import { createScreen, type Screen } from "./screen.ts";
import { readArguments, type Verb } from "./verb.ts";

/** What a run gets to save its checkpoint when no agent is there that knows its engine's own grace. */
const strayGraceMs = 60_000;

/** Runs are asked to save a checkpoint first, so that the next start goes on from there. */
export const down: Verb = async (args) => {
  const asked = readArguments("down", args, { "keep-runs": { type: "boolean" } });
  const { settings } = asked;
  const keepRuns = asked.has("keep-runs");
  const screen = createScreen();
  const box = runningBox(settings.data);
  const drained = box !== null && (await drain(settings, keepRuns, box, screen));
  if (box) await stopParts(box);
  const strays = drained || keepRuns ? 0 : await endStrays(settings, screen);
  screen.clear();
  screen.say(endOf(settings, box !== null, keepRuns, strays));
  return 0;
};

function endOf({ data }: Settings, wasUp: boolean, keepRuns: boolean, strays: number): string {
  const runs = strays === 1 ? "1 run" : `${strays} runs`;
  if (strays > 0) return `Stopped, also ${runs} that had lived on without the agent; the next start goes on with what was saved.`;
  if (!wasUp) return `Nothing was running from ${data}.`;
  return keepRuns ? "Stopped; its runs go on, and the next start takes them over." : "Stopped.";
}

/** Only once no agent is there: two of us must not decide about one run. */
async function endStrays({ data }: Settings, screen: Screen): Promise<number> {
  screen.show("Looking for runs that live on");
  return stopStrays(path.join(data, "runs"), createLocal(), strayGraceMs);
}

/** The agent may be between two starts: it is given a while to come back before its runs are stopped without it. */
async function drain(settings: Settings, keepRuns: boolean, box: RunningBox, screen: Screen): Promise<boolean> {
  const agent = createAgentClient(settings);
  const until = clock.now() + (box.keeperLives ? 20_000 : 0);
  for (;;) {
    try {
      screen.show(keepRuns ? "Telling the agent to go" : "Stopping runs; training saves a checkpoint");
      await agent.post("/api/operator/drain", { keepRuns }, z.unknown());
      return true;
    } catch {
      if (clock.now() >= until) return false;
      await clock.sleep(500);
    }
  }
}

async function stopParts(box: RunningBox): Promise<void> {
  const { keeper, children } = box.file;
  // The keeper stops its own, in order. Without it they are stopped here the same way.
  const order = box.keeperLives ? [keeper] : [children.app, children.agent, children.gateway];
  for (const one of order) await stopProcess(one, clock, 70_000);
}
