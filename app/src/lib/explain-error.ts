"use client";
import { SluiceError } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";

export interface Explained {
  /** A sentence in the chosen language, by the error's code. */
  title: string;
  /** The server's own words, with names and numbers. */
  detail: string | null;
  hint: string | null;
}

/** Turns anything thrown into words; a stranger's error counts as `internal` and keeps its message. */
export function useExplainError(): (error: unknown) => Explained {
  const t = useTranslations("errors");
  return (error) => {
    if (error instanceof SluiceError) return { title: t(error.code), detail: error.message, hint: error.hint };
    return { title: t("internal"), detail: error instanceof Error ? error.message : String(error), hint: null };
  };
}
