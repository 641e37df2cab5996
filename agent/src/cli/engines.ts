import { createScreen, duration } from "./screen.ts";
import { packStep } from "./setup/pack-step.ts";
import { runSteps } from "./setup/run-steps.ts";
import { packsOf } from "./setup/setup.ts";
import { openTimings } from "./setup/timings.ts";
import { readArguments, UsageError, type Verb } from "./verb.ts";

export const engines: Verb = async (args) => {
  const { settings, words } = readArguments("engines", args, {}, 2);
  const packs = packsOf(settings);
  const [what = "list", id] = words;
  if (what === "list" && id === undefined) {
    for (const pack of packs.list()) {
      const size = `${(pack.diskBytes / 1e9).toFixed(1)} GB`;
      process.stdout.write(`${pack.id.padEnd(12)} ${pack.state.padEnd(10)} ${size.padStart(7)}  ${pack.title}\n`);
    }
    return 0;
  }
  const known = packs.list().map((pack) => pack.id);
  if (what !== "add") throw new UsageError(`'./sluice engines' knows 'list' and 'add PACK', not '${what}'.`);
  if (id === undefined || !known.includes(id)) throw new UsageError(`Say which pack to add: ${known.join(", ")}.`);
  const screen = createScreen();
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const timings = openTimings(settings.home);
  const seconds = await runSteps({ lanes: [[packStep(packs, id)]], screen, timings, signal: stop.signal });
  const took = Object.values(seconds)[0];
  process.stdout.write(
    took === undefined ? `The ${id} pack is already installed.\n` : `The ${id} pack is ready (${duration(took)}).\n`,
  );
  return 0;
};
