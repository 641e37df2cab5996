/** The usage books of a big customer: one day through the collector, the other 394 as sums, and what people ask of them. usage/README.md. */
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Bench, type Figures, median, ratioOf } from "./bench.ts";
import { openBare } from "./usage/bare-insert.ts";
import { assumed, createCustomer, type Use } from "./usage/customer.ts";
import { fillBooks } from "./usage/fill-books.ts";
import { fillBox } from "./usage/fill-box.ts";
import { ingest } from "./usage/ingest.ts";
import { keptDays, type Plan, planOf, refuseFullDisk } from "./usage/plan.ts";
import { measureReports } from "./usage/reports.ts";
import { type TableSize, tableSizes } from "./usage/sizes.ts";
import { type Beat, trafficOf } from "./usage/traffic.ts";
import { openWorld, type World } from "./usage/world.ts";

const rounds = 3;
const say = (line: string) => void process.stderr.write(`${line}\n`);
const customer = createCustomer();
let plan: Plan;
let scratch = "";
let world: World;
let bare: ReturnType<typeof openBare>;
const done = { ours: 0, bare: 0 };
let reports: Awaited<ReturnType<typeof measureReports>> | null = null;
let tables: Record<string, TableSize> = {};
let hourRowsPerDay = Number.NaN;

export const bench: Bench = {
  name: "usage",
  rounds,
  sides: ["ours", "bare"],
  parts: ["day", "months"],
  async prepare(work, asked) {
    const isWhole = (part: string) => asked.full && (asked.only.length === 0 || asked.only.includes(part));
    plan = planOf({ day: isWhole("day"), months: isWhole("months") }, rounds);
    refuseFullDisk(work, plan.needBytes);
    scratch = mkdtempSync(path.join(work, "scratch-"));
    const data = path.join(scratch, "data");
    say("the customer's people and keys");
    await fillBox(data, customer, [...plan.keysOnly, ...plan.days]);
    ({ hourRowsPerDay } = fillBooks(path.join(data, "meter.db"), customer, plan, say));
    world = await openWorld(data);
    bare = openBare(path.join(scratch, "bare.db"), lineTables(world.meter));
  },
  async run(side): Promise<Figures> {
    const n = done[side as keyof typeof done]++;
    const { requestsPerDay } = assumed;
    const beats = trafficOf({ uses: usesOfLastDay(), requestsPerDay, ...plan.stretches[n % rounds]!, seed: 100 + n });
    if (side === "bare") return bare.insert(upTo(beats, plan.bareRequests));
    return ingest(world, beats, (atMs) => say(`  ${new Date(atMs).toISOString().slice(11, 16)} of the day is in the books`));
  },
  async once() {
    say("what people ask");
    tables = tableSizes(world.meter, ["usage_line", "usage_hour", "usage_day", "usage_period", "usage_key", "usage_name"]);
    reports = await measureReports(world, plan.days.at(-1)!, plan.days.length);
    return { reports, tables, isWhole: plan.isWhole };
  },
  facts: () => ({ assumed, hourRowsPerDay, days: plan.days.length, stretches: plan.stretches }),
  async finish() {
    bare?.close();
    await world?.close();
    if (scratch !== "") rmSync(scratch, { recursive: true, force: true });
  },
  ratios(measured) {
    const ours = (figure: string) => median(measured.map(({ sides }) => sides.ours?.[figure] ?? Number.NaN));
    const perCpuSecond = ours("requestsPerCpuSecond");
    const line = tables.usage_line?.bytesPerRow ?? Number.NaN;
    const bills = Object.values(reports?.bills ?? {});
    const slowest = Math.max(...bills.map(({ wallMs }) => wallMs));
    return {
      monthBillSeconds: slowest / 1000,
      monthBillCpuSeconds: Math.max(...bills.map(({ cpuMs }) => cpuMs)) / 1000,
      monthBillVsBareSql: (reports?.bills.key?.cpuMs ?? Number.NaN) / (reports?.bareMonthByKey.cpuMs ?? Number.NaN),
      rollupsGb: rollupBytes() / 1e9,
      ingestRequestsPerCpuSecond: perCpuSecond,
      ingestVsBareInsert: ratioOf(measured, "requestsPerCpuSecond", "ours", "bare"),
      ingestCoreShare: assumed.requestsPerDay / 86_400 / perCpuSecond,
      rawLinesGbPerDay: (line * assumed.requestsPerDay) / 1e9,
      rawLinesGb14Days: (14 * line * assumed.requestsPerDay) / 1e9,
      usageFilesGbPerDay: (ours("lineBytesPerRequest") * assumed.requestsPerDay) / 1e9,
    };
  },
};

const usesOfLastDay = (): readonly Use[] => [...customer.uses, ...customer.visitsOn(plan.days.at(-1)!).uses];

/** 13 months of them: hours and days grow with time, keys and names are all there in any run. */
function rollupBytes(): number {
  const bytes = (table: string) => tables[table]?.bytes ?? Number.NaN;
  const whole = keptDays / plan.days.length;
  return (bytes("usage_hour") + bytes("usage_day") + bytes("usage_period")) * whole + bytes("usage_key") + bytes("usage_name");
}

function lineTables(meter: string): string[] {
  const db = new DatabaseSync(meter, { readOnly: true });
  const rows = db.prepare("SELECT sql FROM sqlite_schema WHERE tbl_name = 'usage_line' AND sql IS NOT NULL").all();
  db.close();
  return rows.map(({ sql }) => String(sql));
}

function* upTo(beats: Iterable<Beat>, most: number): Generator<Beat> {
  let requests = 0;
  for (const beat of beats) {
    if (requests >= most) return;
    requests += beat.ended.length;
    yield beat;
  }
}
