"use client";
import { type ErrorCode, SluiceError } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";

export interface Explained {
  /** A sentence in the chosen language, by the error's code. */
  title: string;
  /** The server's own words, with names and numbers. */
  detail: string | null;
  hint: string | null;
}

/** Our own sentence says all of it here; the box's would only say it again, and in English. */
const saidAlready: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "not-signed-in",
  "bad-credentials",
  "bad-claim-code",
  "already-claimed",
  "not-found",
]);

/** Turns anything thrown into words; a stranger's error counts as `internal` and keeps its message. */
export function useExplainError(): (error: unknown) => Explained {
  const t = useTranslations("errors");
  return (error) => {
    if (error instanceof SluiceError && saidAlready.has(error.code)) return { title: t(error.code), detail: null, hint: null };
    if (error instanceof SluiceError) return { title: t(error.code), detail: error.message, hint: error.hint };
    return { title: t("internal"), detail: error instanceof Error ? error.message : String(error), hint: null };
  };
}
