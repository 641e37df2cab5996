import { localDays } from "./local-days.ts";
import type { MeterDb } from "./open-meter-db.ts";
import { createTrainingRuns } from "./training-runs.ts";
import { createUsageNames } from "./usage-names.ts";
import { createUsageReader } from "./usage-reader.ts";
import { createUsageRequests } from "./usage-requests.ts";
import { createUsageStore } from "./usage-store.ts";

export type UsageBooks = ReturnType<typeof createUsageBooks>;

/** All that looks at usage in meter.db shares one set of names and one calendar. */
export function createUsageBooks(db: MeterDb, utcOffsetMinutes?: (atMs: number) => number) {
  const shared = { names: createUsageNames(db), daysOf: localDays(utcOffsetMinutes) };
  return {
    store: createUsageStore(db, shared),
    reader: createUsageReader(db, shared),
    requests: createUsageRequests(db, shared),
    training: createTrainingRuns(db),
  };
}
