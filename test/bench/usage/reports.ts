/** What people ask of the books, through the very services that answer them. */
import { DatabaseSync } from "node:sqlite";
import { UsageGroup } from "../../../agent/src/contract/usage.ts";
import { reportCsv } from "../../../agent/src/services/bill/report-csv.ts";
import type { Actor } from "../../../agent/src/services/may.ts";
import { dateOfDay, numberOfDay } from "../../../agent/src/store/meter/local-days.ts";
import { median } from "../bench.ts";
import type { World } from "./world.ts";

export interface Timed {
  wallMs: number;
  cpuMs: number;
  /** The first of them: nothing of it had been read before. */
  firstMs: number;
  /** What came back. */
  rows: number;
}
export const times = 5;
const box: Actor = { id: "box", name: "box", kind: "box", projectId: "prj_0", roles: {} };

/** `lastDay`: the newest whole day, since 1970. `days`: how many there are up to it. */
export async function measureReports({ bill, usage, keys, meter }: World, lastDay: number, days: number) {
  const { reports, organization, requests } = bill;
  const all = { keys: null, models: null, users: null, projects: null, kind: null };
  const month = { from: dateOfDay(lastDay - 29), to: dateOfDay(lastDay) };
  const months = { from: dateOfDay(lastDay - days + 1), to: dateOfDay(lastDay) };
  const bills: Record<string, Timed> = {};
  for (const group of UsageGroup.options)
    bills[group] = await timed(async () => (await reports.report(box, { ...month, bucket: "all", group })).rows.length);
  const buckets = async (width: "1d" | "1h", limit: number) => {
    const end = (lastDay + 1) * 86_400;
    const query = { ...all, start: end - limit * (width === "1d" ? 86_400 : 3600), end, width, limit };
    const { buckets: found } = await organization.usage(box, { ...query, groups: ["project_id", "model"] });
    return found.reduce((sum, { results }) => sum + results.length, 0);
  };
  const rare = keys.list(box).then(({ data }) => data.at(-1)!.id);
  const page = async (filter: { key?: string; status?: [number, number] }) =>
    (await requests.list(box, filter, { limit: 50 })).data.length;
  return {
    bills,
    monthByDayAndKeyCsv: await timed(
      async () => reportCsv(await reports.report(box, { ...month, bucket: "day", group: "key" })).length,
    ),
    allMonthsByProject: await timed(
      async () => (await reports.report(box, { ...months, bucket: "month", group: "project" })).rows.length,
    ),
    organizationMonthByDay: await timed(() => buckets("1d", 31)),
    organizationWeekByHour: await timed(() => buckets("1h", 168)),
    keyPage: await timed(async () => (await keys.list(box)).total),
    spentForSnapshot: await timed(async () => Object.keys(usage.spent().spent).length),
    inspectorFirstPage: await timed(() => page({})),
    inspectorFailed: await timed(() => page({ status: [500, 600] })),
    inspectorRareKey: await timed(async () => page({ key: await rare })),
    bareMonthByKey: await timed(async () => bareMonth(meter, numberOfDay(month.from), lastDay)),
  };
}

/** One statement over the same rows by Node's SQLite: what is left of the bill without names, departments and a loop that lets others in. */
function bareMonth(file: string, from: number, to: number): number {
  const db = new DatabaseSync(file, { readOnly: true });
  const sums = ["requests", "failed", "prompt", "completion", "cached", "estimated", "cost"].map((name) => `sum(${name})`);
  const sql = `SELECT key, project, ${sums.join(", ")} FROM usage_day WHERE day BETWEEN ? AND ? GROUP BY key, project`;
  const rows = db.prepare(sql).all(from, to).length;
  db.close();
  return rows;
}

async function timed(ask: () => Promise<number>): Promise<Timed> {
  const walls: number[] = [];
  const cpus: number[] = [];
  let rows = 0;
  for (let n = 0; n < times; n++) {
    const [cpu, from] = [process.cpuUsage(), performance.now()];
    rows = await ask();
    walls.push(performance.now() - from);
    const { user, system } = process.cpuUsage(cpu);
    cpus.push((user + system) / 1000);
  }
  return { wallMs: median(walls), cpuMs: median(cpus), firstMs: walls[0]!, rows };
}
