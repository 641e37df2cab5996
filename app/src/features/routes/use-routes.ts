"use client";
import { listOf, Rollout, Route, RouteLive } from "@sluice/agent/contract";
import { keys } from "@/lib/query-keys.ts";
import { useList } from "@/lib/use-list.ts";
import { useOne } from "@/lib/use-one.ts";

export const useRoutes = () => useList(keys.routes, "/api/routes", Route);

export const useRoute = (id: string) => useOne([...keys.routes, id], `/api/routes/${id}`, Route, { refetchInterval: 3000 });

/** What its deployments answered lately; drawn anew every two seconds. */
export const useRouteLive = (id: string) =>
  useOne([...keys.routes, id, "live"], `/api/routes/${id}/live`, RouteLive, { refetchInterval: 2000, staleTime: 0 });

const Rollouts = listOf(Rollout);
export const useRollouts = (id: string) => useOne([...keys.routes, id, "rollouts"], `/api/routes/${id}/rollouts`, Rollouts);
