"use client";
import { type UsageGroup, UsageReport } from "@sluice/agent/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call, query } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";

export interface ReportQuery {
  /** Days, both inclusive. */
  from: string;
  to: string;
  bucket: "all" | "day" | "month";
  group: UsageGroup;
}

export const useReport = (asked: ReportQuery) =>
  useQuery({
    queryKey: [...keys.usage, "report", asked],
    queryFn: ({ signal }) => call("GET", `/api/usage/report${query({ ...asked })}`, { schema: UsageReport, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const csvPath = (asked: ReportQuery): string => `/api/usage/report.csv${query({ ...asked })}`;
