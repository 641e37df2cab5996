import { Hono } from "hono";
import { z } from "zod";
import { UsageBucket, UsageGroup } from "../contract/usage.ts";
import type { ReportQuery, Reports } from "../services/bill/report.ts";
import { reportCsv } from "../services/bill/report-csv.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validQuery } from "./valid.ts";

const Report = z.object({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  group: UsageGroup.default("key"),
  bucket: UsageBucket.default("day"),
});

export function usageRoutes(reports: Reports) {
  /** Unless said otherwise: this month so far. */
  const queryOf = ({ from, to, ...how }: z.infer<typeof Report>): ReportQuery => {
    const last = to ?? reports.today();
    return { ...how, from: from ?? `${last.slice(0, 7)}-01`, to: last };
  };
  return new Hono<ApiEnv>()
    .get("/usage/report", needs("read"), async (c) => c.json(await reports.report(c.var.actor, queryOf(validQuery(c, Report)))))
    .get("/usage/report.csv", needs("read"), async (c) => {
      const query = queryOf(validQuery(c, Report));
      const csv = reportCsv(await reports.report(c.var.actor, query));
      c.header("content-type", "text/csv; charset=utf-8");
      c.header("content-disposition", `attachment; filename="usage-${query.group}-${query.from}-${query.to}.csv"`);
      return c.body(csv);
    });
}
