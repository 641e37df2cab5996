"use client";
import type { Wait } from "@sluice/agent/contract";
import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { useFormat } from "@/lib/use-format.ts";

/** Why something waits, with its numbers, in the chosen language; the box's own sentence where numbers are missing. */
export function useWaitText(): (wait: Wait) => string {
  const t = useTranslations("wait");
  const f = useFormat();
  return useCallback(
    (wait) => {
      const { needBytes, freeBytes, heldBy } = wait.details;
      if (wait.code !== "memory" || needBytes === undefined || freeBytes === undefined) return t(wait.code);
      const numbers = t("memoryNumbers", { need: f.bytes(needBytes), free: f.bytes(freeBytes) });
      if (!heldBy || heldBy.length === 0) return numbers;
      const holders = heldBy.map((h) => t("holder", { kind: h.kind, name: h.name, bytes: f.bytes(h.bytes) })).join(t("comma"));
      return t("memoryHeld", { numbers, holders });
    },
    [t, f],
  );
}

export function WaitText({ wait }: { wait: Wait }) {
  const t = useTranslations("wait");
  const f = useFormat();
  const text = useWaitText();
  return (
    <div className="flex flex-col gap-1 text-sm">
      <p>
        <span className="font-medium">{t("position", { position: wait.position })}</span>
        {wait.etaSeconds === null ? null : (
          <span className="text-quiet"> · {t("startsIn", { time: f.duration(wait.etaSeconds) })}</span>
        )}
      </p>
      <p className="text-quiet" title={wait.message}>
        {text(wait)}
      </p>
    </div>
  );
}
