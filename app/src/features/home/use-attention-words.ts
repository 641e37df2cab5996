"use client";
import type { Attention } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { useFormat } from "@/lib/use-format.ts";

const codes = [
  "disk-space",
  "card-gone",
  "card-lost",
  "card-needs-reset",
  "card-sick",
  "driver-gone",
  "pack-missing",
  "deployment-down",
  "files-missing",
  "budget-near",
  "rolled-back",
  "left-over",
  "engine-file",
] as const;

/** A finding in the chosen language; one of a code we do not know keeps the box's own words. */
export function useAttentionWords(): (item: Attention) => { message: string; fix: string | null } {
  const t = useTranslations("attention");
  const f = useFormat();
  return (item) => {
    const code = codes.find((c) => c === item.code);
    if (!code) return { message: item.message, fix: item.fix };
    const { name, title, path, freeBytes, period, why, line } = item.details;
    const values = {
      name: String(name ?? ""),
      title: String(title ?? ""),
      path: String(path ?? ""),
      why: String(why ?? ""),
      line: String(line ?? ""),
      period: String(period ?? ""),
      free: f.bytes(Number(freeBytes)),
    };
    return { message: t(`${code}.message`, values), fix: t(`${code}.fix`) };
  };
}
