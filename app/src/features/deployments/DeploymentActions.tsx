"use client";
import type { Deployment } from "@sluice/agent/contract";
import { Play, Square, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";

const touches = [keys.deployments, keys.box];

export function DeploymentActions({ deployment: d }: { deployment: Deployment }) {
  const t = useTranslations("deployments");
  const router = useRouter();
  const [asking, setAsking] = useState<"stop" | "delete" | null>(null);
  const close = () => setAsking(null);
  const start = useVerb({ run: () => call("POST", `/api/deployments/${d.id}/start`), touches });
  const stop = useVerb({ run: () => call("POST", `/api/deployments/${d.id}/stop`), touches, done: close });
  const remove = useVerb({
    run: () => call("DELETE", `/api/deployments/${d.id}`),
    touches: [[...keys.deployments, "list"], keys.box, keys.models],
    said: t("deleted", { name: d.name }),
    done: () => router.push("/deployments"),
    quiet: true,
  });
  const stopped = d.state === "stopped" || d.state === "needs-attention";
  return (
    <>
      <Button variant="danger" onClick={() => setAsking("delete")}>
        <Trash2 aria-hidden /> {t("delete")}
      </Button>
      {stopped ? (
        <Button disabled={start.isPending} onClick={() => start.mutate()}>
          <Play aria-hidden /> {t("start")}
        </Button>
      ) : (
        <Button disabled={d.state === "stopping"} onClick={() => setAsking("stop")}>
          <Square aria-hidden /> {t("stop")}
        </Button>
      )}
      <ConfirmDialog
        open={asking === "stop"}
        onOpenChange={close}
        title={t("stopTitle", { name: d.name })}
        action={t("stop")}
        pending={stop.isPending}
        onConfirm={() => stop.mutate()}
      >
        <p>{t("stopNote", { name: d.name })}</p>
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === "delete"}
        onOpenChange={close}
        title={t("deleteTitle", { name: d.name })}
        action={t("delete")}
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>{t("deleteNote", { name: d.name, model: d.modelName })}</p>
        {remove.error ? <ErrorState error={remove.error} /> : null}
      </ConfirmDialog>
    </>
  );
}
