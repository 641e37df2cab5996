"use client";
import { Key } from "@sluice/agent/contract";
import { keys } from "@/lib/query-keys.ts";
import { useList } from "@/lib/use-list.ts";
import { useOne } from "@/lib/use-one.ts";

export const useKeys = () => useList(keys.apiKeys, "/api/keys", Key);
/** Its spending grows without an event, so it is read again now and then. */
export const useKey = (id: string) => useOne([...keys.apiKeys, id], `/api/keys/${id}`, Key, { refetchInterval: 5000 });
