/** The agent: control plane of one box. Its end never ends a run; what runs is adopted by the next one. */
import path from "node:path";
import type { CardNews } from "./accelerators/accelerator.ts";
import { watchCards } from "./accelerators/watch-cards.ts";
import { closeServer, listen } from "./api/server.ts";
import { SluiceError } from "./contract/error.ts";
import { systemClock as clock } from "./lib/clock.ts";
import { tryLock } from "./lib/lock-file.ts";
import { createLogger } from "./lib/logger.ts";
import { runPeriodic } from "./lib/periodic.ts";
import { readSettings } from "./settings.ts";
import { createAgent } from "./wire/agent.ts";
import { startHealth } from "./wire/health.ts";

process.umask(0o077); // as the keeper has it; whoever starts us
const settings = readSettings();
const logger = createLogger("agent", settings.logLevel);
const unlock = tryLock(path.join(settings.data, "agent.lock"));
if (!unlock) {
  logger.fatal({ data: settings.data }, "another agent works on this data folder");
  process.exit(1);
}
const closing = new AbortController();
const agent = await createAgent(settings, logger, closing.signal).catch((error: unknown): never => {
  // A person reads this in `./sluice up`, so what can be said in a sentence comes without its stack.
  logger.fatal(error instanceof SluiceError ? { hint: error.hint } : { err: error }, `the agent could not start: ${said(error)}`);
  process.exit(1);
});
const { work, data, cards, drivers, policy, events, strays } = agent;

// The gateway hears of every change of deployments and keys.
events.on(({ event }) => {
  if (event.type === "deployment-changed" || event.type === "key-changed") work.snapshot.request();
  if (event.type === "model-changed") void data.datasets.measureMissing().catch(report("token lengths"));
});
// Whom the cards belong to, and who may sleep, is asked at every decision.
const policyNews = new Set(["deployment-changed", "route-changed", "settings-changed"]);
const lookAgain = () => policy.hasChanged() && drivers.scheduler.look();
events.on(({ event }) => {
  if (policyNews.has(event.type)) void policy.refresh().then(lookAgain).catch(report("card time"));
});
drivers.scheduler.on((event) => event.type === "ledger-changed" && events.emit(event));

await strays.look().catch(report("a look at who holds the cards")); // before anything is started on them
await work.usage.collect();
await work.runs.recover();
await work.attempts.recover();
await work.replicas.recover();
await work.guests.recover();
await work.recoverRollouts();
await work.snapshot.publish();
const server = await listen(agent.apps, settings.agentSocket);
logger.info({ socket: settings.agentSocket, data: settings.data, box: settings.box }, "agent listening");

const every = (ms: number, what: string, job: () => Promise<unknown> | unknown) =>
  void runPeriodic(ms, async () => void (await job()), { clock, signal: closing.signal, onError: report(what) });
every(1000, "job progress", work.attempts.saveAll);
every(500, "usage", work.collectUsage);
every(1000, "card time", lookAgain);
const leftOver = () => strays.read().orphans.map((one) => one.runId);
every(3_600_000, "tidying up", () =>
  Promise.all([cards.tidy(), work.sweep(leftOver()), data.sweep(), work.bill.sweepFeedback()]),
);
every(30_000, "a look at who holds the cards", strays.look);
const hearCards = (news: CardNews) => {
  cards.hear(news);
  drivers.scheduler.noteCards(news.type === "cards-found" ? news.cards : []);
};
every(5000, "cards", () => watchCards(drivers.cardShelf, drivers.scheduler.cards(), closing.signal, cards.take, hearCards));
startHealth({ settings, ...agent, logger }, closing.signal);
await data.imports.resume().catch(report("imports"));
await data.files.resume().catch(report("checks of files"));
await data.datasets.measureMissing().catch(report("token lengths"));
await agent.fineTuning.advanceAll().catch(report("fine-tuning"));
await work.baseModels.ensure().catch(report("base models"));

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
function report(what: string) {
  return (error: unknown) => logger.error({ err: error, what }, "periodic work failed");
}

/** In this order: no new requests, no new starts, let go of the runs, write what is left, close the books. */
async function stop(signal: string): Promise<void> {
  process.once(signal, () => process.exit(1)); // asked a second time: now
  logger.info({ signal }, "agent stopping; runs stay");
  closing.abort();
  await closeServer(server, 3000);
  work.replicas.stop();
  await drivers.scheduler.detach();
  await data.imports.stop();
  await data.files.stop();
  await data.datasets.stop();
  await work.runs.settled();
  await work.rollouts.settled();
  await work.attempts.saveAll();
  work.snapshot.stop();
  await agent.stores.close();
  unlock?.();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(signal));
