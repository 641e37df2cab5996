/** Everything between `npm ci` and a box that can start. */
import path from "node:path";
import { SluiceError } from "../../contract/error.ts";
import { systemClock } from "../../lib/clock.ts";
import { lockFile } from "../../lib/lock-file.ts";
import { runCommand } from "../../lib/run-command.ts";
import { createPacks, type Packs } from "../../services/packs.ts";
import { environmentOf, type Settings } from "../../settings.ts";
import type { Screen } from "../screen.ts";
import { consoleStep } from "./console-step.ts";
import { databaseStep } from "./database-step.ts";
import { packStep } from "./pack-step.ts";
import { runSteps } from "./run-steps.ts";
import type { Step } from "./step.ts";
import { openTimings } from "./timings.ts";

export function packsOf(settings: Settings): Packs {
  const { root, home, wheels, python } = settings;
  const silent = { info: () => undefined, error: () => undefined };
  return createPacks({ root, home, wheels, python, logger: silent, emit: () => undefined, runCommand });
}

/** Seconds spent per step. `only` leaves out what a verb does not need (a box of fakes needs no packs anyway). */
export async function setUp(
  settings: Settings,
  screen: Screen,
  only: { packs: boolean; console?: boolean },
): Promise<Record<string, number>> {
  const packs = packsOf(settings);
  const pages = only.console === false ? [] : [consoleStep(settings.root, environmentOf(settings))];
  const node: Step[] = [databaseStep(settings.root), ...pages];
  const python: Step[] = only.packs && settings.box === "real" ? [packStep(packs, "trl"), packStep(packs, "llamacpp")] : [];
  const stop = new AbortController();
  const onSignal = () => stop.abort(new SluiceError("busy", "Stopped; the next start goes on from here."));
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const lock = path.join(settings.root, ".sluice/steps.lock");
  const waiting = () => screen.say("Another start is setting up this folder; waiting for it.");
  const free = await lockFile(lock, (ms) => systemClock.sleep(ms), waiting);
  try {
    return await runSteps({ lanes: [node, python], screen, timings: openTimings(settings.home), signal: stop.signal });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    screen.say("Stopped; the next start goes on from here.");
    process.exit(130);
  } finally {
    free();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
