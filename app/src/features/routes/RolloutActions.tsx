"use client";
import type { Rollout, Route } from "@sluice/agent/contract";
import { ChevronsUp, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";

/** A person may be surer than the rules: all of the traffic at once, or none. */
export function RolloutActions({ route, rollout }: { route: Route; rollout: Rollout }) {
  const t = useTranslations("rollout");
  const [asking, setAsking] = useState<"promote" | "rollback" | null>(null);
  const close = () => setAsking(null);
  const verb = (name: "promote" | "rollback", said: string) => ({
    run: () => call("POST", `/api/routes/${route.id}/${name}`),
    touches: [keys.routes, keys.deployments],
    said,
    done: close,
    quiet: true,
  });
  const promote = useVerb(verb("promote", t("promoted")));
  const rollback = useVerb(verb("rollback", t("rolledBack")));
  return (
    <>
      <Button size="sm" variant="danger" onClick={() => setAsking("rollback")}>
        <Undo2 aria-hidden /> {t("rollback")}
      </Button>
      <Button size="sm" disabled={rollout.state !== "running"} onClick={() => setAsking("promote")}>
        <ChevronsUp aria-hidden /> {t("promote")}
      </Button>
      <ConfirmDialog
        open={asking === "promote"}
        onOpenChange={close}
        title={t("promoteTitle", { model: rollout.modelName })}
        action={t("promote")}
        danger={false}
        pending={promote.isPending}
        onConfirm={() => promote.mutate()}
      >
        <p>{t("promoteNote", { route: route.name, percent: rollout.percent })}</p>
        {promote.error ? <ErrorState error={promote.error} /> : null}
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === "rollback"}
        onOpenChange={close}
        title={t("rollbackTitle", { model: rollout.modelName })}
        action={t("rollback")}
        pending={rollback.isPending}
        onConfirm={() => rollback.mutate()}
      >
        <p>{t("rollbackNote", { route: route.name })}</p>
        {rollback.error ? <ErrorState error={rollback.error} /> : null}
      </ConfirmDialog>
    </>
  );
}
