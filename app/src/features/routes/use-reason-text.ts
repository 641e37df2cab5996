"use client";
import type { RolloutReason } from "@sluice/agent/contract";
import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { reasonValues } from "./reason-values.ts";

/** Why a rollout moved or ended, in the chosen language, with its numbers. */
export function useReasonText(): (reason: RolloutReason) => string {
  const t = useTranslations("rollout");
  return useCallback((reason) => t(`reason.${reason.code}`, reasonValues(reason)), [t]);
}
