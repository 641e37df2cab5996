"use client";
import type { Deployment, Gives } from "@sluice/agent/contract";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { useDeployments } from "./use-deployments.ts";

/** Ready ones of those wanted. */
export function ReplicaCount({ of: d }: { of: Pick<Deployment, "replicas" | "replicaStates"> }) {
  const t = useTranslations("deployments");
  const ready = d.replicaStates.filter((r) => r.state === "ready").length;
  return <span className="tabular-nums">{t("readyOf", { ready, count: d.replicas })}</span>;
}

/** The deployment on whose engines it is. */
function HostLink({ id }: { id: string }) {
  const host = useDeployments().rows.find((d) => d.id === id);
  return (
    <Link href={`/deployments/${id}`} prefetch={false} className="underline-offset-4 hover:underline">
      {host?.name ?? id}
    </Link>
  );
}

const pathOf: Record<Gives, string> = {
  chat: "/v1/chat/completions",
  completions: "/v1/completions",
  responses: "/v1/responses",
  messages: "/v1/messages",
  embeddings: "/v1/embeddings",
  rerank: "/v1/rerank",
};

export function DeploymentFacts({ deployment: d }: { deployment: Deployment }) {
  const t = useTranslations("deployments");
  const f = useFormat();
  const context = d.settings.contextTokens;
  return (
    <Panel title={t("facts")}>
      <Facts
        columns={4}
        facts={[
          [
            t("model"),
            <Link key="m" href={`/models/${d.modelId}`} prefetch={false} className="underline-offset-4 hover:underline">
              {d.modelName}
            </Link>,
          ],
          [t("engine"), d.engineId],
          [t("attachedTo"), d.onDeploymentId ? <HostLink key="h" id={d.onDeploymentId} /> : null],
          [t("memory"), d.memoryBytes > 0 ? f.bytes(d.memoryBytes) : null],
          [t("context"), typeof context === "number" ? t("tokens", { count: f.number(context) }) : null],
          [t("readySince"), d.readySince ? <MomentText key="r" at={d.readySince} /> : null],
          [t("readySeconds"), d.readySeconds === null ? null : f.duration(d.readySeconds)],
          [t("replicas"), <ReplicaCount key="c" of={d} />],
          [t("restarts"), f.number(d.restarts)],
          [t("nextRestart"), d.nextRestartAt ? <MomentText key="n" at={d.nextRestartAt} /> : null],
          [t("gives"), d.gives.map((g) => pathOf[g]).join(", ")],
          [t("can"), d.can.length === 0 ? t("canNothing") : d.can.map((c) => t(`canDo.${c}`)).join(t("comma"))],
          [t("wanted"), t(`wantedState.${d.wanted}`)],
        ]}
      />
    </Panel>
  );
}
