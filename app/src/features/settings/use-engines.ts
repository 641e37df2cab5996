"use client";
import { EngineInfo, PackInfo } from "@sluice/agent/contract";
import { z } from "zod";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";

const Answer = z.object({ engines: z.array(EngineInfo), packs: z.array(PackInfo) });
export const useEngines = () => useOne(keys.engines, "/api/engines", Answer);
