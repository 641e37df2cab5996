"use client";
import type { Gives } from "@sluice/agent/contract";
import { useMemo } from "react";
import { useDeployments } from "@/features/deployments/use-deployments.ts";
import { useRoutes } from "./use-routes.ts";

export interface PublicName {
  name: string;
  isRoute: boolean;
  isReady: boolean;
  gives: Gives[];
}

/** What a client may write as `model`: routes first, then every deployment under its own name. */
export function usePublicNames(): { names: PublicName[]; pending: boolean } {
  const routes = useRoutes();
  const deployments = useDeployments();
  const names = useMemo(() => {
    const byId = new Map(deployments.rows.map((d) => [d.id, d]));
    const ofRoutes = routes.rows.map((route): PublicName => {
      const targets = route.targets.flatMap((target) => byId.get(target.deploymentId) ?? []);
      return {
        name: route.name,
        isRoute: true,
        isReady: targets.some((d) => d.state === "ready"),
        gives: targets[0]?.gives ?? [],
      };
    });
    const taken = new Set(ofRoutes.map((r) => r.name));
    const own = deployments.rows
      .filter((d) => !taken.has(d.name))
      .map((d): PublicName => ({ name: d.name, isRoute: false, isReady: d.state === "ready", gives: d.gives }));
    return [...ofRoutes, ...own];
  }, [routes.rows, deployments.rows]);
  return { names, pending: routes.pending || deployments.pending };
}
