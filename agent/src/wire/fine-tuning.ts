/** Fine-tuning by OpenAI's API: on the box's files, imports, jobs, deployments and routes. */
import { systemClock as clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { BoxEvents } from "../services/events.ts";
import { createAdvance } from "../services/fine-tuning/advance.ts";
import { createFineTunes } from "../services/fine-tuning/fine-tunes.ts";
import { createRemoveModel } from "../services/fine-tuning/remove-model.ts";
import { routesTo } from "../services/routes/route-to.ts";
import type { Data } from "./data.ts";
import type { Stores } from "./stores.ts";
import type { Work } from "./work.ts";

export interface FineTuningParts {
  stores: Stores;
  data: Data;
  work: Work;
  events: BoxEvents;
  boxName: () => Promise<string>;
  logger: Logger;
}

/** What a fine-tuning job may be waiting for. */
const news = new Set(["import-changed", "job-changed", "deployment-changed"]);

export function createFineTuning({ stores, data, work, events, boxName, logger }: FineTuningParts) {
  const { jobs, models, recipes, deployments, routes, engines } = work;
  const shared = { store: stores.fineTunes, imports: data.imports, jobs, models, clock };
  const { advance, advanceAll } = createAdvance({
    ...{ ...shared, recipes, deployments, logger, boxName },
    ...{ routes, files: data.files, serveEngineId: engines.servingId() },
  });
  events.on(({ event }) => {
    if (!news.has(event.type)) return;
    advanceAll().catch((error: unknown) => logger.error({ err: error }, "fine-tuning jobs could not go on"));
  });
  const removeModel = createRemoveModel({
    ...{ store: stores.fineTunes, models, deployments, routes },
    routesTo: async (id) => routesTo(id, await stores.routes.all(), await stores.rollouts.underWay()),
  });
  return { fineTunes: createFineTunes({ ...shared, files: data.files, advance }), removeModel, advanceAll };
}
