/** A process that does only what the agent does with usage files; tests kill it. Arguments: data folder; "once" to stop at rest. */
import path from "node:path";
import { systemClock } from "../../agent/src/lib/clock.ts";
import { createLogger } from "../../agent/src/lib/logger.ts";
import { createUsage } from "../../agent/src/services/usage.ts";
import { openMeterDb } from "../../agent/src/store/meter/open-meter-db.ts";
import { createUsageStore } from "../../agent/src/store/meter/usage-store.ts";

const [data = "", once] = process.argv.slice(2);
const usage = createUsage({
  dir: path.join(data, "usage"),
  store: createUsageStore(openMeterDb(path.join(data, "meter.db"))),
  clock: systemClock,
  log: createLogger("collect", "error"),
  keyNames: async () => new Map(),
});
if (once === "once") await usage.collect();
else for (;;) await usage.collect().then(() => systemClock.sleep(1));
