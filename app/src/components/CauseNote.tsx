"use client";
import type { Cause } from "@sluice/agent/contract";
import { TriangleAlert } from "lucide-react";
import { useLocale, useTranslations } from "use-intl";

/** How a run ended: our word for it, the box's sentence, and the log line that gave it away. */
export function CauseNote({ cause, lines }: { cause: Cause; lines?: readonly string[] }) {
  const t = useTranslations("cause");
  const locale = useLocale();
  return (
    <div role="alert" className="rounded-lg border border-bad/30 bg-bad-wash/50 p-5">
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert aria-hidden className="size-4 text-bad" />
        {t(cause.code)}
        {cause.exitCode === null && cause.signal === null ? null : (
          <span className="font-normal text-quiet text-sm">
            {cause.signal ? t("signal", { signal: cause.signal }) : t("exit", { code: cause.exitCode ?? 0 })}
          </span>
        )}
      </p>
      {/* The box speaks English; elsewhere our own sentence goes before its words. */}
      {locale === "en" ? null : <p className="mt-1 text-sm">{t(`advice.${cause.code}`)}</p>}
      <p className={locale === "en" ? "mt-1 text-sm" : "mt-1 text-quiet text-sm"}>{cause.message}</p>
      {cause.line ? (
        <p className="mt-3 break-all border-bad/40 border-l-2 pl-3 font-mono text-[0.8125rem] text-quiet">{cause.line}</p>
      ) : null}
      {lines && lines.length > 0 ? (
        <details className="mt-3">
          <summary className="cursor-pointer text-quiet text-sm">{t("lastLines", { count: lines.length })}</summary>
          <pre className="mt-2 max-h-60 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs leading-relaxed">
            {lines.join("\n")}
          </pre>
        </details>
      ) : null}
    </div>
  );
}
