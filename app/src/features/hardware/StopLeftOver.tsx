"use client";
import { Strays } from "@sluice/agent/contract";
import { Square } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";

/** `what`: named in the question. */
export function StopLeftOver({ id, what }: { id: string; what: string }) {
  const t = useTranslations("hardware");
  const [asks, setAsks] = useState(false);
  const stop = useVerb({
    run: () => call("POST", `/api/strays/${id}/stop`, { schema: Strays, body: {} }),
    touches: [keys.strays, keys.box],
    said: t("stopAsked"),
    done: () => setAsks(false),
  });
  return (
    <>
      <Button size="sm" onClick={() => setAsks(true)}>
        <Square aria-hidden /> {t("stop")}
      </Button>
      <ConfirmDialog
        open={asks}
        onOpenChange={setAsks}
        title={t("stopTitle")}
        action={t("stop")}
        pending={stop.isPending}
        onConfirm={() => stop.mutate()}
      >
        <p>{t("stopNote", { processes: what })}</p>
      </ConfirmDialog>
    </>
  );
}
