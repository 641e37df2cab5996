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
      const { needBytes, freeBytes, heldBy = [], strangers = [], strangerBytes = 0 } = wait.details;
      const isAboutMemory = wait.code === "memory" || wait.code === "strangers";
      if (!isAboutMemory || needBytes === undefined || freeBytes === undefined) return t(wait.code);
      const numbers = t("memoryNumbers", { need: f.bytes(needBytes), free: f.bytes(freeBytes) });
      const others = strangers
        .map((one) => strangerName(t, one, strangers.length > 1 ? f.bytes(one.bytes) : null))
        .join(t("comma"));
      if (wait.code === "strangers")
        return t("strangersHold", { bytes: f.bytes(strangerBytes), strangers: others || t("unnamed"), numbers });
      const named = heldBy.map((h) => t("holder", { kind: h.kind, name: h.name, bytes: f.bytes(h.bytes) }));
      const holders = [...named, ...(strangerBytes > 0 ? [`${others} (${f.bytes(strangerBytes)})`] : [])].join(t("comma"));
      if (holders === "") return numbers;
      return t("memoryHeld", { numbers, holders });
    },
    [t, f],
  );
}

type Stranger = NonNullable<Wait["details"]["strangers"]>[number];

function strangerName(
  t: ReturnType<typeof useTranslations<"wait">>,
  { pid, command, user }: Stranger,
  bytes: string | null,
): string {
  const name = pid === null ? t("unnamed") : t("stranger", { pid: String(pid), who: [command, user].filter(Boolean).join(", ") });
  return bytes === null ? name : `${name} ${bytes}`;
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
