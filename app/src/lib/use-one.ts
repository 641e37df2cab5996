"use client";
import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { call } from "./agent.ts";

/** One object of the box under its noun's key, so that an event about the noun refreshes it. */
export function useOne<S extends z.ZodType>(
  key: readonly string[],
  path: string,
  schema: S,
  options: { enabled?: boolean; refetchInterval?: number | false; staleTime?: number } = {},
) {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }): Promise<z.output<S>> => call("GET", path, { schema, signal }),
    ...options,
  });
}
