/** The packs of this checkout, for benches and suites that run a pack's own Python. */
import { systemClock } from "../../agent/src/lib/clock.ts";
import { runCommand } from "../../agent/src/lib/run-command.ts";
import { createPacks } from "../../agent/src/services/packs.ts";
import { readSettings } from "../../agent/src/settings.ts";

const { root, home, wheels, python } = readSettings();

export { home };

const logger = { info: () => undefined, error: () => undefined };
export const packs = createPacks({ root, home, wheels, python, logger, emit: () => undefined, runCommand, clock: systemClock });
