"use client";
import { Deployment } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { MomentText } from "@/components/MomentText.tsx";
import { PlainTable } from "@/components/PlainTable.tsx";
import { DeploymentStateChip } from "@/components/StateChips.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Input } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useVerb } from "@/lib/use-verb.ts";

/** Engines side by side, each with its own standing; more or fewer at any time. */
export function Replicas({ deployment: d }: { deployment: Deployment }) {
  const t = useTranslations("deployments");
  const f = useFormat();
  const [text, setText] = useState(String(d.replicas));
  const wanted = Number(text);
  const isGood = Number.isInteger(wanted) && wanted >= 1 && wanted <= 16;
  const resize = useVerb({
    run: () => call("PUT", `/api/deployments/${d.id}`, { body: { replicas: wanted }, schema: Deployment }),
    touches: [keys.deployments, keys.box],
    said: t("resized", { count: wanted }),
  });
  return (
    <Panel
      title={t("replicas")}
      note={t("replicasNote")}
      flush
      actions={
        <form
          className="flex items-center gap-2"
          onSubmit={(e) => {
            e.preventDefault();
            resize.mutate();
          }}
        >
          <Input
            type="number"
            min={1}
            max={16}
            aria-label={t("replicas")}
            className="h-8 w-20"
            value={text}
            onChange={(e) => setText(e.target.value)}
          />
          <Button type="submit" size="sm" disabled={!isGood || wanted === d.replicas || resize.isPending}>
            {t("resize")}
          </Button>
        </form>
      }
    >
      <PlainTable
        label={t("replicas")}
        head={[
          { name: t("replica") },
          { name: t("stateLabel") },
          { name: t("readySince") },
          { name: t("why") },
          { name: t("restarts"), align: "right" },
        ]}
        rows={d.replicaStates.map((r) => ({
          id: String(r.slot),
          cells: [
            f.number(r.slot + 1),
            <DeploymentStateChip key="s" state={r.state} />,
            <MomentText key="m" at={r.readySince} />,
            <span key="c" className="text-quiet">
              {r.cause && r.state !== "ready" ? r.cause.message : "–"}
            </span>,
            f.number(r.restarts),
          ],
        }))}
      />
    </Panel>
  );
}
