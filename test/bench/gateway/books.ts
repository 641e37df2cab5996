/** The usage files read by the agent's own code into a scratch meter.db. The only place here that knows the books' shape. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { systemClock } from "../../../agent/src/lib/clock.ts";
import { createLogger } from "../../../agent/src/lib/logger.ts";
import { createUsage } from "../../../agent/src/services/usage.ts";
import { openMeterDb } from "../../../agent/src/store/meter/open-meter-db.ts";
import { createUsageBooks } from "../../../agent/src/store/meter/usage-books.ts";
import type { Charged } from "./verdict.ts";

export interface Books {
  /** Takes in what is new. */
  collect(): Promise<void>;
  lines(): Charged[];
  /** The sums bills are made of: they must say what the lines say. */
  sums(): { requests: number; prompt: number; completion: number };
  close(): void;
}

interface Row extends Omit<Charged, "estimated"> {
  estimated: number;
}

export function openBooks(data: string): Books {
  const dir = mkdtempSync(path.join(os.tmpdir(), "sluice-books-"));
  const db = openMeterDb(path.join(dir, "meter.db"));
  const usage = createUsage({
    dir: path.join(data, "usage"),
    store: createUsageBooks(db).store,
    clock: systemClock,
    log: createLogger("books", "error"),
    lineDays: async () => 14,
  });
  const lines = db.prepare("SELECT id, prompt, completion, status, estimated, cut FROM usage_line");
  const sums = db.prepare(
    "SELECT sum(requests) AS requests, sum(prompt) AS prompt, sum(completion) AS completion FROM usage_hour",
  );
  return {
    async collect() {
      await usage.collect();
    },
    lines: () => (lines.all() as Row[]).map((row) => ({ ...row, estimated: row.estimated === 1 })),
    sums: () => sums.get() as ReturnType<Books["sums"]>,
    close() {
      db.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
