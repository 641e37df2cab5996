"use client";
import { isTerminalJob, Job } from "@sluice/agent/contract";
import { useQuery } from "@tanstack/react-query";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";

/** Progress comes by events; the slow poll is for an event that was missed. */
export function useJob(id: string | null) {
  return useQuery({
    queryKey: [...keys.jobs, id ?? ""],
    queryFn: ({ signal }) => call("GET", `/api/jobs/${id}`, { schema: Job, signal }),
    enabled: id !== null,
    refetchInterval: (q) => (q.state.data && isTerminalJob(q.state.data.state) ? false : 3000),
  });
}
