/** The bill: what was spent, by whom or for what, and when. Days and months begin at the box's own midnight. */
import { setImmediate } from "node:timers/promises";
import { SluiceError } from "../../contract/error.ts";
import type { UsageGroup, UsageReport } from "../../contract/usage.ts";
import type { Clock } from "../../lib/clock.ts";
import type { BillFactStore, BillFacts } from "../../store/box/bill-facts.ts";
import { numberOfDay } from "../../store/meter/local-days.ts";
import type { TrainingRun, TrainingRunStore } from "../../store/meter/training-runs.ts";
import type { SumsBy, UsageReader } from "../../store/meter/usage-reader.ts";
import { type Actor, may, readableProjects } from "../may.ts";
import { groupOf, groupOfTraining } from "./group-of.ts";
import { createSheet, type Sheet } from "./sheet.ts";
import { type Stretch, slicesOf } from "./slices.ts";
import { splitTime } from "./split-time.ts";

export type ReportQuery = Stretch & { group: UsageGroup };
export type Reports = ReturnType<typeof createReports>;
export interface ReportOptions {
  reader: UsageReader;
  facts: BillFactStore;
  /** Of jobs that were deleted. */
  training: TrainingRunStore;
  cardHourPriceOf(): Promise<(modelId: string) => number>;
  currency(): Promise<string>;
  upTo(): number;
  clock: Clock;
}

const sumsBy: Record<UsageGroup, readonly SumsBy[]> = {
  ...{ key: ["key"], person: ["key", "project"], department: ["key", "project"] },
  ...{ project: ["project"], route: ["route"], model: ["model"] },
};
const dayMs = 86_400_000;
const mostRows = 100_000;

export function createReports(options: ReportOptions) {
  const { reader, clock } = options;

  async function addTokens(sheet: Sheet, query: ReportQuery, facts: BillFacts, projects: string[] | null) {
    const by = sumsBy[query.group];
    for (const { table, at, together, bucket } of slicesOf(query, reader.localOf)) {
      for (const sums of reader[table](at, { by, projects, together }))
        sheet.addTokens(bucket, groupOf(query.group, sums, facts), sums);
      if (sheet.size() > mostRows) {
        const hint = "Ask for fewer days, or by day or month.";
        throw new SluiceError("bad-input", `The report would have more than ${mostRows.toLocaleString("en")} rows.`, { hint });
      }
      await setImmediate(); // each look is some milliseconds; whoever else asks comes between
    }
  }

  async function addTraining(sheet: Sheet, query: ReportQuery, facts: BillFacts, mine: (project: string) => boolean) {
    const [first, last] = [numberOfDay(query.from), numberOfDay(query.to)];
    const [fromMs, toMs] = [(first - 1) * dayMs, (last + 2) * dayMs];
    const priceOf = await options.cardHourPriceOf();
    const bucketOf = (at: number) => {
      const { day, hour, periods } = reader.localOf(at);
      if (day < first || day > last) return null;
      return { hour, day: periods.day, month: periods.month, all: "" }[query.bucket];
    };
    for (const run of await runsBetween(fromMs, toMs)) {
      const group = mine(run.project) ? groupOfTraining(query.group, run, facts) : null;
      if (group === null) continue;
      const from = Math.max(run.startedAt, fromMs);
      const shares = splitTime(from, Math.min(run.endedAt ?? clock.now(), toMs), bucketOf);
      for (const [bucket, ms] of shares) sheet.addTraining(bucket, group, ms * run.cards, priceOf(run.model));
    }
  }
  async function runsBetween(fromMs: number, toMs: number): Promise<TrainingRun[]> {
    const all = [...options.training.between(fromMs, toMs), ...(await options.facts.trainingBetween(fromMs, toMs))];
    // Killed while it deletes a job, the agent has a run in both.
    return [...new Map(all.map((run) => [run.run, run])).values()];
  }

  return {
    async report(actor: Actor, query: ReportQuery): Promise<UsageReport> {
      const isByKey = sumsBy[query.group].includes("key");
      const facts = await options.facts.read(isByKey ? { aliveSince: (numberOfDay(query.from) - 1) * dayMs } : "none");
      const sheet = createSheet();
      const mine = (project: string) => may(actor, "read", { projectId: project, createdBy: "box" });
      await addTokens(sheet, query, facts, readableProjects(actor));
      await addTraining(sheet, query, facts, mine);
      return { rows: sheet.rows(), currency: await options.currency(), upTo: new Date(options.upTo()).toISOString() };
    },
    /** The day the box is in. */
    today: (): string => reader.localOf(clock.now()).periods.day,
  };
}
