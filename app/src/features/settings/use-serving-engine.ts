"use client";
import { useEngines } from "./use-engines.ts";

/** The engine that serves by default: a real one that is installed, else what there is. */
export function useServingEngine(): string {
  const engines = useEngines().data?.engines.filter((e) => e.does === "serve" && e.installed) ?? [];
  return (engines.find((e) => !e.fake) ?? engines[0])?.id ?? "llamacpp";
}
