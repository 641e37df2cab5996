"use client";
import type { CardHolder } from "@sluice/agent/contract";
import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { useFormat } from "@/lib/use-format.ts";
import type { StrangerPart } from "./strangers.ts";

/** Striped: memory the ledger knows nothing of. */
export const strangerFill = "bg-[repeating-linear-gradient(135deg,var(--color-quiet)_0_3px,transparent_3px_6px)] bg-sunken";

/** Who it is, in words: a program with its pid and its user, or what is left over of a run. */
export function useHolderName(): (holder: CardHolder | null) => string {
  const t = useTranslations("cards");
  return useCallback(
    (holder) => {
      if (holder === null || holder.kind === "unnamed") return t("holder.unnamed");
      if (holder.kind === "box") return t("holder.box");
      if (holder.kind === "others") return t("holder.others", { count: holder.processes });
      if (holder.kind === "orphan") return t("holder.orphan", { run: holder.runId ?? "" });
      const name = holder.command ?? t("holder.unnamed");
      if (holder.pid === null || holder.kind === "run") return name;
      return holder.user === null
        ? t("holder.process", { name, pid: String(holder.pid) })
        : t("holder.processOf", { name, pid: String(holder.pid), user: holder.user });
    },
    [t],
  );
}

export function StrangerLegend({ parts }: { parts: readonly StrangerPart[] }) {
  const f = useFormat();
  const nameOf = useHolderName();
  return parts.map((part) => (
    <li key={part.key} className="flex min-w-0 items-center gap-2">
      <span aria-hidden className={`size-2.5 shrink-0 rounded-sm ${strangerFill}`} />
      <span className="truncate">{nameOf(part.holder)}</span>
      <span className="text-quiet tabular-nums">{f.bytes(part.bytes)}</span>
    </li>
  ));
}
