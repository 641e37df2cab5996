/** Who holds the cards' memory, and what is left over of runs: /proc, the drivers' lists and the run folders brought together. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { KeeperFile } from "../contract/keeper-file.ts";
import { createLocal } from "../executors/index.ts";
import { findOwnRuns, type OwnRun } from "../executors/own-processes.ts";
import { readHandle } from "../executors/run-files.ts";
import { systemClock as clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { parseJson } from "../lib/parse-json.ts";
import { readProcesses } from "../lib/process-facts.ts";
import { isSameAlive } from "../lib/process-identity.ts";
import type { CardHolders } from "../services/strays/card-holders.ts";
import { lookAtHolders } from "../services/strays/look.ts";
import { createStrays } from "../services/strays/strays.ts";
import type { Settings } from "../settings.ts";
import { readRunNote } from "../supervisor/run-note.ts";
import { writeStopNote } from "../supervisor/stop-note.ts";
import type { Drivers } from "./drivers.ts";
import type { Stores } from "./stores.ts";
import type { Work } from "./work.ts";

interface StrayParts {
  settings: Settings;
  drivers: Drivers;
  stores: Pick<Stores, "runs">;
  holders: CardHolders;
  work: Pick<Work, "runs" | "engines">;
  logger: Logger;
}

export function openStrays({ settings, drivers, stores, holders, work, logger }: StrayParts) {
  const { scheduler, cardShelf, runsDir } = drivers;
  const look = () =>
    lookAtHolders({
      ...{ accelerators: cardShelf, cards: scheduler.cards, readProcesses, readNote: readRunNote, tokenOf, now: clock.now },
      liveRuns: async () => (await stores.runs.live()).map((run) => run.id), // also before they were adopted
      findOwnRuns: (seen) => findOwnRuns(seen, runsDir),
      boxRoots: () => [process.pid, ...keptProcesses(path.join(settings.data, "keeper.json"))],
    });
  return createStrays({
    ...{ holders, look, end, readNote: readRunNote, engineOf: work.engines.of, runs: work.runs, now: clock.now, logger },
    onNews: () => scheduler.noteCards([]),
  });
}

/** By handle.json. */
const tokenOf = (dir: string): string | null => readHandle(dir)?.token ?? null;

async function end({ runId, dir, token, session, processes }: OwnRun, graceMs: number): Promise<void> {
  // Its folder may be gone, or be another's by now: then nothing of its end is looked for there.
  const isItsOwn = tokenOf(dir) === token;
  const at = isItsOwn ? dir : mkdtempSync(path.join(os.tmpdir(), "sluice-left-"));
  if (isItsOwn) writeStopNote(dir, "stopped");
  const startedAt = Math.min(...processes.map((one) => one.startedAt));
  const handle = { version: 1 as const, runId, executor: "local", bootId: "", token, session, startedAt };
  try {
    await createLocal().stop(handle, at, graceMs);
  } finally {
    if (!isItsOwn) rmSync(at, { recursive: true, force: true });
  }
}

/** The gateway and the console, which the keeper started beside us; and itself. */
function keptProcesses(file: string): number[] {
  const kept = existsSync(file) ? parseJson(readFileSync(file, "utf8"), KeeperFile) : null;
  const all = kept ? [kept.keeper, ...Object.values(kept.children)] : [];
  return all.flatMap((one) => (one && isSameAlive(one) ? [one.pid] : []));
}
