"use client";
import type { RequestLine } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/cn.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useFormat } from "@/lib/use-format.ts";
import { type TimePart, timingOf } from "./timing.ts";

const fills: Record<TimePart["id"], string> = { queue: "bg-quiet", first: "bg-info", rest: "bg-gold" };

/** Waited, thought, spoke: where the time of one request went. */
export function TimingBar({ line }: { line: Pick<RequestLine, "queueMs" | "firstMs" | "totalMs"> }) {
  const t = useTranslations("requests.part");
  const f = useFormat();
  const parts = timingOf(line);
  const nameOf = (part: TimePart): string => (part.id === "first" && line.firstMs === null ? t("whole") : t(part.id));
  return (
    <div data-testid={testIds.requestTiming}>
      <div
        role="img"
        aria-label={parts.map((part) => `${nameOf(part)} ${f.ms(part.ms)}`).join(", ")}
        className="flex h-4 gap-px overflow-hidden rounded-full bg-sunken"
      >
        {parts.map((part) => (
          <div
            key={part.id}
            className={fills[part.id]}
            style={{ width: `${part.share * 100}%` }}
            title={`${nameOf(part)} · ${f.ms(part.ms)}`}
          />
        ))}
      </div>
      <ul className="mt-2.5 flex flex-wrap gap-x-6 gap-y-1 text-sm">
        {parts.map((part) => (
          <li key={part.id} className="flex items-center gap-2">
            <span aria-hidden className={cn("size-2.5 rounded-sm", fills[part.id])} />
            {nameOf(part)} <span className="text-quiet tabular-nums">{f.ms(part.ms)}</span>
          </li>
        ))}
        <li className="ml-auto font-medium">
          {t("total")} <span className="tabular-nums">{f.ms(line.totalMs)}</span>
        </li>
      </ul>
    </div>
  );
}
