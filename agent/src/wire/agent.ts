/** Puts the agent together, in the order things need each other. main.ts starts and stops what this gives. */
import os from "node:os";
import path from "node:path";
import { createApp } from "../api/app.ts";
import { createV1App } from "../api/v1/app.ts";
import { systemClock as clock } from "../lib/clock.ts";
import { packageVersion } from "../lib/code-version.ts";
import type { Logger } from "../lib/logger.ts";
import { createAttentionBoard } from "../services/attention.ts";
import { createBox } from "../services/box.ts";
import { createCardPolicy } from "../services/card-policy.ts";
import { createCards } from "../services/cards.ts";
import { createBoxEvents } from "../services/events.ts";
import { createHardware } from "../services/hardware.ts";
import { createKeyActor } from "../services/key-actor.ts";
import { createKeys } from "../services/keys/keys.ts";
import { createMetrics } from "../services/metrics/metrics.ts";
import { createUsageTotals } from "../services/metrics/usage-totals.ts";
import { createAuth } from "../services/people/auth.ts";
import { createPeople } from "../services/people/people.ts";
import { isSameSecret, readSecrets } from "../services/secrets.ts";
import { createBoxSettings } from "../services/settings.ts";
import { createCardHolders } from "../services/strays/card-holders.ts";
import type { Settings } from "../settings.ts";
import { embeddedBase, tinyBase } from "./base-models.ts";
import { createData } from "./data.ts";
import { openDrivers } from "./drivers.ts";
import { createFineTuning } from "./fine-tuning.ts";
import { routesOf, v1RoutesOf } from "./routes.ts";
import { openStores } from "./stores.ts";
import { openStrays } from "./strays.ts";
import { createWork, type Work } from "./work.ts";

export async function createAgent(settings: Settings, logger: Logger, closing: AbortSignal) {
  const startedAt = new Date(clock.now()).toISOString();
  const version = packageVersion(settings.root);
  const stores = await openStores(settings, logger);
  const events = createBoxEvents({ epoch: clock.now(), logger });
  const boxSettings = createBoxSettings({ store: stores.settings, events });
  const boxName = async () => (await boxSettings.read()).boxName;
  const secrets = readSecrets(path.join(settings.data, "secrets.json"));
  const people = await createPeople({
    store: stores.people,
    auth: createAuth({ database: stores.auth, secret: secrets.authSecret }),
    codeFile: path.join(settings.data, "claim-code"),
    clock,
    boxName,
    version,
    fake: settings.box === "fake",
  });
  const cards = createCards({ samples: stores.samples, events, clock, logger });
  const policy = createCardPolicy({ ...stores, settings: boxSettings, clock, zone: localZone() });
  await policy.refresh();
  const holders = createCardHolders();
  const drivers = await openDrivers({ settings, logger, events, cards, holders, policy });
  const owner = { projectId: people.projectId, createdBy: people.box.id };
  const work = createWork({ settings, stores, drivers, policy, events, boxSettings, owner, logger });
  const base = embeddedBase(settings);
  await work.baseModels.add(base);
  if (await stores.models.get(tinyBase(settings).id)) await work.baseModels.add(tinyBase(settings));
  const strays = openStrays({ settings, drivers, stores, holders, work, logger });
  const data = createData({ data: settings.data, baseDir: base.dir, stores, events, logger });
  const fineTuning = createFineTuning({ stores, data, work, events, boxName, logger });
  const { publish } = work.snapshot;
  const { lastUsedAt } = work.usage;
  const spent = () => work.usage.spent().spent;
  const keys = createKeys({ store: stores.keys, events, clock, names: stores.people.names, spent, lastUsedAt, publish });
  const attention = createAttentionBoard({ events });
  const cardStates = () => holders.states(cards.states(drivers.scheduler.cards()));
  const facts = { data: settings.data, version, startedAt, gatewayUrl: gatewayUrl(settings), cardTime: policy.shown };
  const box = createBox({ settings: boxSettings, runs: work.runs, attention, cards: cardStates, ...facts });
  const metrics = createMetrics({
    ...{ version, startedAt, data: settings.data, now: clock.now, cards: cardStates, runs: work.runs.live },
    ...{ replicas: stores.replicas, rollouts: stores.rollouts, routes: stores.routes, attention: attention.all },
    totals: createUsageTotals(stores.books.reader, clock.now),
    leftOver: () => strays.read().orphans.length,
  });
  const operator = operatorVerbs(settings, work, keys);
  const boxParts = { box, hardware: createHardware({ clock }), cards, cardStates };
  const groups = routesOf({ people, keys, boxSettings, box: boxParts, data, work, strays, metrics, events, operator, closing });
  const isOperatorToken = (given: string) => isSameSecret(given, secrets.operatorToken);
  const access = { boxActor: people.box, isOperatorToken, actorOf: people.actorOf };
  const actorOfKey = createKeyActor({ keys: stores.keys, people: stores.people, clock });
  const apps = {
    api: createApp({ access, groups, logger }),
    v1: createV1App({ actorOfKey, groups: v1RoutesOf({ data, work, metrics, ...fineTuning }), logger }),
  };
  const allKeys = async () => (await keys.list(people.box)).data;
  return { apps, stores, events, cards, drivers, policy, work, strays, data, fineTuning, attention, allKeys };
}

const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

function operatorVerbs(settings: Settings, work: Work, keys: ReturnType<typeof createKeys>) {
  return {
    createKey: keys.create,
    drain: async (keepRuns: boolean) => (keepRuns ? 0 : work.drain.start(work.runs)),
    async addTinyModel() {
      const tiny = tinyBase(settings);
      await work.baseModels.add(tiny);
      await work.baseModels.ensure();
      return { id: tiny.id, ggufId: `${tiny.id}gguf` };
    },
  };
}

function gatewayUrl({ lan, port }: Settings): string {
  return lan ? `https://${lanAddress()}:${port}` : `http://127.0.0.1:${port}`;
}
function lanAddress(): string {
  const all = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  return all.find((one) => one.family === "IPv4" && !one.internal)?.address ?? os.hostname();
}
