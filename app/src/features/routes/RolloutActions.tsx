"use client";
import type { Rollout, Route } from "@sluice/agent/contract";
import { ChevronsUp, ChevronUp, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";

interface RolloutActionsProps {
  route: Route;
  rollout: Rollout;
  /** The step the rules would take next. */
  next: number | null;
}
const touches = [keys.routes, keys.deployments];

/** A person may be surer than the rules: the next step now, all of the traffic, or none. */
export function RolloutActions({ route, rollout, next }: RolloutActionsProps) {
  const t = useTranslations("rollout");
  /** 0: back. Else the percent that stood on the button when it was pressed. */
  const [asking, setAsking] = useState<number | null>(null);
  const close = () => setAsking(null);
  const promote = useVerb({
    run: (to: number) => call("POST", `/api/rollouts/${rollout.id}/promote`, { body: { to } }),
    touches,
    said: t("promoted"),
    done: close,
    quiet: true,
  });
  const cancel = useVerb({
    run: () => call("POST", `/api/rollouts/${rollout.id}/cancel`),
    touches,
    said: t("rolledBack"),
    done: close,
    quiet: true,
  });
  const isRunning = rollout.state === "running" && rollout.percent < 100;
  const names = { model: rollout.modelName, route: route.name, percent: asking ?? 0, now: rollout.percent };
  return (
    <>
      <Button size="sm" variant="danger" onClick={() => setAsking(0)}>
        <Undo2 aria-hidden /> {t("rollback")}
      </Button>
      {isRunning && next !== null && next < 100 ? (
        <Button size="sm" onClick={() => setAsking(next)}>
          <ChevronUp aria-hidden /> {t("promoteTo", { percent: next })}
        </Button>
      ) : null}
      {isRunning ? (
        <Button size="sm" onClick={() => setAsking(100)}>
          <ChevronsUp aria-hidden /> {t("promoteTo", { percent: 100 })}
        </Button>
      ) : null}
      <ConfirmDialog
        open={asking !== null && asking > 0}
        onOpenChange={close}
        title={t("promoteTitle", names)}
        action={t("promoteTo", names)}
        danger={false}
        pending={promote.isPending}
        onConfirm={() => asking && promote.mutate(asking)}
      >
        <p>{t("promoteNote", names)}</p>
        {promote.error ? <ErrorState error={promote.error} /> : null}
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 0}
        onOpenChange={close}
        title={t("rollbackTitle", names)}
        action={t("rollback")}
        pending={cancel.isPending}
        onConfirm={() => cancel.mutate()}
      >
        <p>{t("rollbackNote", names)}</p>
        {cancel.error ? <ErrorState error={cancel.error} /> : null}
      </ConfirmDialog>
    </>
  );
}
