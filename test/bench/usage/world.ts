/** A data folder of the customer's box, opened as the agent opens it: its stores, its bill, its collector. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { systemClock as clock } from "../../../agent/src/lib/clock.ts";
import { createLogger } from "../../../agent/src/lib/logger.ts";
import { createBoxEvents } from "../../../agent/src/services/events.ts";
import { createKeys } from "../../../agent/src/services/keys/keys.ts";
import { createBoxSettings } from "../../../agent/src/services/settings.ts";
import { createUsage } from "../../../agent/src/services/usage.ts";
import { readSettings } from "../../../agent/src/settings.ts";
import { createBill } from "../../../agent/src/wire/bill.ts";
import { openStores } from "../../../agent/src/wire/stores.ts";

export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld(data: string) {
  const settings = { ...readSettings(), data };
  const logger = createLogger("bench", "error");
  const stores = await openStores(settings, logger);
  const events = createBoxEvents({ epoch: 0, logger });
  const boxSettings = createBoxSettings({ store: stores.settings, events });
  const dir = path.join(data, "usage");
  mkdirSync(dir, { recursive: true });
  const lineDays = async () => (await boxSettings.read()).usageLineDays;
  const usage = createUsage({ dir, store: stores.books.store, clock, log: logger, lineDays });
  const publish = async () => undefined;
  const readExchange = async () => null;
  const bill = createBill({ settings, stores, events, boxSettings, usage: () => usage, publish, readExchange });
  const facts = { names: stores.people.names, spent: () => usage.spent().spent, lastUsedAt: usage.lastUsedAt };
  const keys = createKeys({ store: stores.keys, events, clock, ...facts, publish });
  return { data, dir, meter: path.join(data, "meter.db"), stores, usage, bill, keys, close: stores.close };
}
