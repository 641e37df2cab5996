/** A process that does only what the agent does with usage files; tests kill it. Arguments: data folder; "once" to stop at rest. */
import path from "node:path";
import { systemClock } from "../../agent/src/lib/clock.ts";
import { createLogger } from "../../agent/src/lib/logger.ts";
import { createUsage } from "../../agent/src/services/usage.ts";
import { openMeterDb } from "../../agent/src/store/meter/open-meter-db.ts";
import { createUsageBooks } from "../../agent/src/store/meter/usage-books.ts";

const [data = "", once] = process.argv.slice(2);
const usage = createUsage({
  dir: path.join(data, "usage"),
  store: createUsageBooks(openMeterDb(path.join(data, "meter.db"))).store,
  clock: systemClock,
  log: createLogger("collect", "error"),
  lineDays: async () => 14,
});
if (once === "once") await usage.collect();
else for (;;) await usage.collect().then(() => systemClock.sleep(1));
