"use client";
import { SluiceError } from "@sluice/agent/contract";
import { CircleAlert, RotateCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useExplainError } from "@/lib/explain-error.ts";
import { Button } from "./ui/Button.tsx";

/** What went wrong in the person's language, the box's own words below it, and a way on. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslations("common");
  const frame = useTranslations("frame");
  const gone = error instanceof SluiceError && error.code === "not-found";
  const { title, detail, hint } = useExplainError()(error);
  return (
    <div role="alert" className="flex flex-wrap items-start gap-3 rounded-lg border border-bad/30 bg-bad-wash/50 p-5">
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="min-w-48 flex-1">
        <p className="font-medium">{title}</p>
        {detail ? <p className="mt-1 break-words text-quiet text-sm">{detail}</p> : null}
        {hint ? <p className="mt-1 break-words text-quiet text-sm">{hint}</p> : null}
      </div>
      {onRetry && gone ? (
        <Button asChild size="sm">
          <Link href="/">{frame("toHome")}</Link>
        </Button>
      ) : onRetry ? (
        <Button size="sm" onClick={onRetry}>
          <RotateCw aria-hidden /> {t("retry")}
        </Button>
      ) : null}
    </div>
  );
}
