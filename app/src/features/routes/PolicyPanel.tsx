"use client";
import type { Route } from "@sluice/agent/contract";
import { Lock, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { PolicyDialog } from "./PolicyDialog.tsx";

/** The rules of this name, in sentences. */
export function PolicyPanel({ route }: { route: Route }) {
  const t = useTranslations("policy");
  const f = useFormat();
  const [editing, setEditing] = useState(false);
  const { queue, timeoutMs, maxTokens, systemPrompt } = route.policy;
  return (
    <Panel
      title={t("title")}
      note={t("note")}
      actions={
        <Button size="sm" onClick={() => setEditing(true)}>
          <Pencil aria-hidden /> {t("edit")}
        </Button>
      }
    >
      <Facts
        facts={[
          [
            t("queue"),
            queue ? t("queueOn", { limit: f.number(queue.limit), time: f.duration(queue.waitMs / 1000) }) : t("queueOff"),
          ],
          [t("timeout"), timeoutMs === null ? t("timeoutOff") : t("timeoutOn", { time: f.duration(timeoutMs / 1000) })],
          [t("maxTokens"), maxTokens === null ? t("maxTokensOff") : t("maxTokensOn", { count: f.number(maxTokens) })],
          [
            t("prompt"),
            systemPrompt === null ? (
              t("promptOff")
            ) : (
              <>
                <span className="line-clamp-4 whitespace-pre-wrap">{systemPrompt.text}</span>
                <span className="mt-1 flex items-center gap-1.5 text-[0.8125rem] text-quiet">
                  {systemPrompt.locked ? <Lock aria-hidden className="size-3.5" /> : null}
                  {systemPrompt.locked ? t("lockedOn") : t("lockedOff")}
                </span>
              </>
            ),
          ],
        ]}
      />
      {editing ? <PolicyDialog route={route} onClose={() => setEditing(false)} /> : null}
    </Panel>
  );
}
