"use client";
import { Deployment, type UpdateDeployment } from "@sluice/agent/contract";
import { Moon, Sun } from "lucide-react";
import { useTranslations } from "use-intl";
import { MomentText } from "@/components/MomentText.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";

/** Whether it may give its card to training, why it sleeps, and both by hand. */
export function Sleep({ deployment: d }: { deployment: Deployment }) {
  const t = useTranslations("deployments");
  const touches = [keys.deployments, keys.box];
  const post = (verb: "sleep" | "wake") => call("POST", `/api/deployments/${d.id}/${verb}`, { schema: Deployment });
  const sleep = useVerb({ run: () => post("sleep"), touches, said: t("sleepAsked", { name: d.name }) });
  const wake = useVerb({ run: () => post("wake"), touches, said: t("wakeAsked", { name: d.name }) });
  const change = useVerb({
    run: (body: UpdateDeployment) => call("PUT", `/api/deployments/${d.id}`, { body, schema: Deployment }),
    touches,
  });
  const isStopped = d.wanted === "stopped" || d.state === "needs-attention";
  return (
    <Panel
      title={t("sleepTitle")}
      note={t("sleepNote")}
      actions={
        d.sleep ? (
          <Button size="sm" disabled={wake.isPending} onClick={() => wake.mutate()}>
            <Sun aria-hidden /> {t("wake")}
          </Button>
        ) : (
          <Button size="sm" disabled={isStopped || sleep.isPending} onClick={() => sleep.mutate()}>
            <Moon aria-hidden /> {t("sleep")}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {d.sleep ? (
          <p>
            {t(`sleepWhy.${d.sleep.why}`, { label: d.sleep.label })} <MomentText at={d.sleep.since} />
          </p>
        ) : null}
        {d.awakeUntil && Date.parse(d.awakeUntil) > Date.now() ? (
          <p>
            {t("awakeUntil")} <MomentText at={d.awakeUntil} />
          </p>
        ) : null}
        <Switch
          label={t("mayGiveWay")}
          hint={t("mayGiveWayHint")}
          checked={d.mayGiveWay}
          disabled={change.isPending}
          onChange={(mayGiveWay) => change.mutate({ mayGiveWay })}
        />
        <Switch
          label={t("wakeOnDemand")}
          hint={t("wakeOnDemandHint")}
          checked={d.wakeOnDemand}
          disabled={change.isPending}
          onChange={(wakeOnDemand) => change.mutate({ wakeOnDemand })}
        />
      </div>
    </Panel>
  );
}

interface SwitchProps {
  label: string;
  hint: string;
  checked: boolean;
  disabled: boolean;
  onChange: (checked: boolean) => void;
}
function Switch({ label, hint, checked, disabled, onChange }: SwitchProps) {
  return (
    <label className="flex items-start gap-2.5">
      <input
        type="checkbox"
        className="mt-1"
        checked={checked}
        disabled={disabled}
        onChange={(e) => onChange(e.target.checked)}
      />
      <span>
        <span className="font-medium">{label}</span>
        <span className="block text-[0.8125rem] text-quiet">{hint}</span>
      </span>
    </label>
  );
}
