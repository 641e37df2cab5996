"use client";
import { useTranslations } from "use-intl";

const groups = ["schedule", "memory of the base", "data", "adapter", "stability", "machine", "checks", "engine"] as const;
const keyOf = { "memory of the base": "memory" } as const;

/** Groups are named by the engine's recipe; one we have no word for is shown as it is. */
export function useGroupTitle(): (group: string) => string {
  const t = useTranslations("jobs.group");
  return (group) => {
    const known = groups.find((g) => g === group);
    if (!known) return group;
    return t(known === "memory of the base" ? keyOf[known] : known);
  };
}
