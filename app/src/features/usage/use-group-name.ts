"use client";
import { useCallback } from "react";
import { useTranslations } from "use-intl";

/** What has no name (no department, a key long gone) is called so in words. */
export function useGroupName(): (name: string) => string {
  const t = useTranslations("usage");
  return useCallback((name) => (name === "" ? t("nameless") : name), [t]);
}
