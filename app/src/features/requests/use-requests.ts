"use client";
import { RequestDetail, RequestLine } from "@sluice/agent/contract";
import { keys } from "@/lib/query-keys.ts";
import { useList } from "@/lib/use-list.ts";
import { useOne } from "@/lib/use-one.ts";

export const useRequests = (filters: Record<string, string>, isLive: boolean) =>
  useList(keys.requests, "/api/requests", RequestLine, filters, isLive ? 3000 : false);

export const useRequest = (id: string) =>
  useOne([...keys.requests, id], `/api/requests/${encodeURIComponent(id)}`, RequestDetail, { staleTime: 0 });
