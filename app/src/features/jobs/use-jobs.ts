"use client";
import { Job } from "@sluice/agent/contract";
import { keys } from "@/lib/query-keys.ts";
import { useList } from "@/lib/use-list.ts";

const none = {};
export const useJobs = (filters: Record<string, string> = none) => useList(keys.jobs, "/api/jobs", Job, filters);
