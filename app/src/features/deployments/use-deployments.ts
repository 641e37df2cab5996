"use client";
import { Deployment } from "@sluice/agent/contract";
import { keys } from "@/lib/query-keys.ts";
import { useList } from "@/lib/use-list.ts";

const none = {};
export const useDeployments = (filters: Record<string, string> = none) =>
  useList(keys.deployments, "/api/deployments", Deployment, filters);
