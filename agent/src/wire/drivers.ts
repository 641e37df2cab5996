/** The machine below the services: packs, engines, cards, supervisor, scheduler. A fake box gets fake engines and cards; its processes are real. */
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createAccelerators, fakeAccelerators } from "../accelerators/index.ts";
import { engines, recipeBooks } from "../engines/index.ts";
import { loadEngineFiles } from "../engines/template/load-engine-files.ts";
import { createLocal } from "../executors/index.ts";
import { systemClock as clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { runCommand } from "../lib/run-command.ts";
import type { CardPolicy } from "../scheduler/give-way-facts.ts";
import { createScheduler } from "../scheduler/loop.ts";
import type { createCards } from "../services/cards.ts";
import type { BoxEvents } from "../services/events.ts";
import { createPacks } from "../services/packs.ts";
import type { CardHolders } from "../services/strays/card-holders.ts";
import type { Settings } from "../settings.ts";
import { createSupervisor } from "../supervisor/supervisor.ts";

export type Drivers = Awaited<ReturnType<typeof openDrivers>>;

interface DriverParts {
  settings: Settings;
  logger: Logger;
  events: BoxEvents;
  cards: ReturnType<typeof createCards>;
  holders: Pick<CardHolders, "strangersOf">;
  policy: CardPolicy;
}

export async function openDrivers({ settings, logger, events, cards, holders, policy }: DriverParts) {
  const isFake = settings.box === "fake";
  const runsDir = path.join(settings.data, "runs");
  const { root, home, wheels, python, socketDir } = settings;
  const packs = createPacks({ root, home, wheels, python, logger, emit: events.emit, runCommand, clock });
  const files = loadEngineFiles(
    path.join(settings.data, "engines"),
    engines.map((engine) => engine.id),
  );
  for (const problem of files.problems) logger.warn(problem, "an engine file was left out");
  const shelf = [...engines, ...files.engines].filter((engine) => engine.fake === isFake);
  const books = [...recipeBooks, ...files.books].filter((book) => shelf.some((engine) => engine.id === book.engineId));
  const say = (why: string) => logger.info({ why }, "cards");
  const processesFile = path.join(settings.data, "fake-card-processes.json");
  const cardShelf = isFake
    ? fakeAccelerators({ ...settings.fakeCards, processesFile })
    : createAccelerators({ path: settings.path, say }, settings.cpuBytes);
  const supervisor = createSupervisor({ executor: createLocal(), clock, logger });
  const scheduler = await createScheduler({
    supervisor,
    engines: shelf,
    accelerators: cardShelf,
    packDirOf: (pack) => packs.dirOf(pack),
    glueDirOf: (pack) => path.join(root, "agent/python", pack),
    socketDir,
    runsDir,
    threads: os.availableParallelism(),
    clock,
    logger,
    sampleOf: cards.latest,
    isUsable: cards.isUsable,
    strangersOf: holders.strangersOf,
    policy,
    restMs: 2 * settings.restartMs,
  });
  const wasStarted = (runId: string) => existsSync(path.join(runsDir, runId, "handle.json"));
  return {
    isFake,
    runsDir,
    packs,
    shelf,
    recipeBooks: books,
    engineFileProblems: files.problems,
    cardShelf,
    scheduler,
    wasStarted,
  };
}
