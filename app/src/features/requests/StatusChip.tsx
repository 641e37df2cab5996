"use client";
import type { RequestLine } from "@sluice/agent/contract";
import { CircleCheck, CircleSlash, Scissors, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { Chip } from "@/components/ui/Chip.tsx";

/** The status code, and in a word what it means; a stream that was cut says by whom. */
export function StatusChip({ line }: { line: Pick<RequestLine, "status" | "cut"> }) {
  const t = useTranslations("requests");
  const { status, cut } = line;
  if (status >= 500 || cut === "engine")
    return (
      <Chip tone="bad" icon={TriangleAlert}>
        {status} {cut === "engine" ? t("cutBy.engine") : t("statusOf.5xx")}
      </Chip>
    );
  if (status >= 400)
    return (
      <Chip tone="warn" icon={CircleSlash}>
        {status} {t("statusOf.4xx")}
      </Chip>
    );
  return (
    <Chip tone={cut ? "neutral" : "good"} icon={cut ? Scissors : CircleCheck}>
      {status} {cut ? t("cutBy.client") : t("statusOf.2xx")}
    </Chip>
  );
}
