/** The machine below the services: packs, engines, cards, supervisor, scheduler. A fake box gets fake engines and cards; its processes are real. */
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createAccelerators, fakeAccelerators } from "../accelerators/index.ts";
import { engines } from "../engines/index.ts";
import { createLocal } from "../executors/index.ts";
import { systemClock as clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { runCommand } from "../lib/run-command.ts";
import type { CardPolicy } from "../scheduler/give-way-facts.ts";
import { createScheduler } from "../scheduler/loop.ts";
import type { createCards } from "../services/cards.ts";
import type { BoxEvents } from "../services/events.ts";
import { createPacks } from "../services/packs.ts";
import type { Settings } from "../settings.ts";
import { createSupervisor } from "../supervisor/supervisor.ts";

export type Drivers = Awaited<ReturnType<typeof openDrivers>>;

export async function openDrivers(
  settings: Settings,
  logger: Logger,
  events: BoxEvents,
  cards: ReturnType<typeof createCards>,
  policy: CardPolicy,
) {
  const isFake = settings.box === "fake";
  const runsDir = path.join(settings.data, "runs");
  const { root, home, wheels, python, socketDir } = settings;
  const packs = createPacks({ root, home, wheels, python, logger, emit: events.emit, runCommand, clock });
  const shelf = engines.filter((engine) => engine.fake === isFake);
  const say = (why: string) => logger.info({ why }, "cards");
  const cardShelf = isFake
    ? fakeAccelerators(settings.fakeCards ?? {})
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
    policy,
    restMs: 2 * settings.restartMs,
  });
  const wasStarted = (runId: string) => existsSync(path.join(runsDir, runId, "handle.json"));
  return { isFake, runsDir, packs, shelf, cardShelf, scheduler, wasStarted };
}
