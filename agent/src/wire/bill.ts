/** What was spent and what was asked, for people: prices, projects, reports, the inspector and feedback. */
import path from "node:path";
import { systemClock as clock } from "../lib/clock.ts";
import { createOrganization } from "../services/bill/organization.ts";
import { createReports } from "../services/bill/report.ts";
import type { BoxEvents } from "../services/events.ts";
import { createPrices } from "../services/prices.ts";
import { createProjects } from "../services/projects.ts";
import { exchangeGone } from "../services/requests/exchange-gone.ts";
import { createExportFeedback } from "../services/requests/export-feedback.ts";
import { createFeedback } from "../services/requests/feedback.ts";
import { createFindRequest } from "../services/requests/find-request.ts";
import type { ReadExchange } from "../services/requests/read-exchange.ts";
import { createRequests } from "../services/requests/requests.ts";
import type { BoxSettings } from "../services/settings.ts";
import type { UsageService } from "../services/usage.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "./stores.ts";

export interface BillParts {
  settings: Settings;
  stores: Stores;
  events: BoxEvents;
  boxSettings: BoxSettings;
  usage(): Pick<UsageService, "collect" | "upTo">;
  publish(): Promise<void>;
  readExchange: ReadExchange;
}
export type Bill = ReturnType<typeof createBill>;

export function createBill({ settings, stores, events, boxSettings, usage, publish, readExchange }: BillParts) {
  const { books, billFacts: facts } = stores;
  const currency = async () => (await boxSettings.read()).currency;
  const prices = createPrices({ store: stores.prices, models: () => stores.models.list({}), currency, publish });
  const projects = createProjects({ store: stores.projects, events, publish });
  const upTo = () => usage().upTo();
  const { cardHourPriceOf } = prices;
  const reports = createReports({ ...books, facts, cardHourPriceOf, currency, upTo, clock });
  const find = createFindRequest(books.requests, () => usage().collect());
  const retentionDaysOf = async (id: string) => (await stores.projects.get(id))?.logRetentionDays ?? null;
  const isGone = (log: string) => exchangeGone(path.join(settings.data, "exchanges"), log);
  const feedback = createFeedback({ store: stores.feedback, find, retentionDaysOf, isGone, clock });
  return {
    ...{ prices, projects, reports, feedback },
    organization: createOrganization({ ...books, facts, currency }),
    requests: createRequests({ requests: books.requests, find, facts, feedback, readExchange }),
    exportFeedback: createExportFeedback({ store: stores.feedback, projects: stores.projects, readExchange }),
    /** Before a job's runs are forgotten: its card time stays on the bill. */
    async keepTraining(jobId: string): Promise<void> {
      const runs = await facts.trainingOfJob(jobId);
      books.training.keep(runs.map((run) => ({ ...run, endedAt: run.endedAt ?? clock.now() })));
    },
    sweepFeedback: async () => feedback.sweep((await stores.projects.all()).map(({ id }) => id)),
  };
}
