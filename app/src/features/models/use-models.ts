"use client";
import { Model } from "@sluice/agent/contract";
import { keys } from "@/lib/query-keys.ts";
import { useList } from "@/lib/use-list.ts";

const none = {};
export const useModels = (filters: Record<string, string> = none) => useList(keys.models, "/api/models", Model, filters);
