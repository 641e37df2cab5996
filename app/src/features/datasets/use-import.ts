"use client";
import { Import } from "@sluice/agent/contract";
import { useQuery } from "@tanstack/react-query";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";

const isMoving = (one: Import | undefined): boolean => one?.state === "scanning" || one?.state === "writing";

export function useImport(id: string | null) {
  return useQuery({
    queryKey: [...keys.imports, id ?? ""],
    queryFn: ({ signal }) => call("GET", `/api/imports/${id}`, { schema: Import, signal }),
    enabled: id !== null,
    refetchInterval: (q) => (isMoving(q.state.data) ? 700 : false),
  });
}
