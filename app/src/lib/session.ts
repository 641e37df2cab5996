"use client";
import { Session } from "@sluice/agent/contract";
import { useQuery } from "@tanstack/react-query";
import { call } from "./agent.ts";
import { keys } from "./query-keys.ts";

export const sessionQuery = {
  queryKey: keys.session,
  queryFn: ({ signal }: { signal: AbortSignal }) => call("GET", "/api/session", { schema: Session, signal }),
  staleTime: 60_000,
};

export const useSession = () => useQuery(sessionQuery);

/** Where to go after signing in: a path of this console, never another site. */
export function safeNext(next: string | null): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") ? next : "/";
}
