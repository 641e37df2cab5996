/**
 * What the agent does for its cards, and nothing else: the real shelf, the service, meter.db. Started by sampler.bench.ts, which reads
 * this process' time from /proc. It counts the processes it starts after its readers have begun.
 */
import { channel } from "node:diagnostics_channel";
import path from "node:path";
import { createAccelerators } from "../../agent/src/accelerators/index.ts";
import { watchCards } from "../../agent/src/accelerators/watch-cards.ts";
import type { Sample } from "../../agent/src/contract/card.ts";
import { systemClock as clock } from "../../agent/src/lib/clock.ts";
import { createCards } from "../../agent/src/services/cards.ts";
import { createBoxEvents } from "../../agent/src/services/events.ts";
import { createCardSamples } from "../../agent/src/store/meter/card-samples.ts";
import { openMeterDb } from "../../agent/src/store/meter/open-meter-db.ts";

const [dir = "", searchPath = ""] = process.argv.slice(2);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const shelf = createAccelerators({ path: searchPath, say: () => undefined });
const cards = createCards({
  samples: createCardSamples(openMeterDb(path.join(dir, "meter.db"))),
  events: createBoxEvents({ epoch: 0, logger: silent as never }),
  ...{ clock, logger: silent },
});
let [spawns, ticks, samples] = [0, 0, 0];
channel("child_process").subscribe(() => (spawns += 1));
const found = (await Promise.all(shelf.map((accelerator) => accelerator.detect()))).flat();
const take = (batch: Sample[]) => {
  cards.take(batch);
  ticks += 1;
  samples += batch.length;
};
process.on("message", () => process.send?.({ cards: found.length, spawns, ticks, samples }));
process.on("disconnect", () => process.exit());
await watchCards(shelf, found, new AbortController().signal, take, cards.hear);
