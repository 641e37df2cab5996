"use client";
import { Deployment } from "@sluice/agent/contract";
import { MessagesSquare } from "lucide-react";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { CauseNote } from "@/components/CauseNote.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { FakeChip } from "@/components/FakeChip.tsx";
import { LogView } from "@/components/LogView.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { DeploymentStateChip } from "@/components/StateChips.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { WaitText } from "@/components/WaitText.tsx";
import { ClientSnippets } from "@/features/keys/ClientSnippets.tsx";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useOne } from "@/lib/use-one.ts";
import { DeploymentActions } from "./DeploymentActions.tsx";
import { DeploymentFacts } from "./DeploymentFacts.tsx";
import { Replicas } from "./Replicas.tsx";
import { Sleep } from "./Sleep.tsx";

const settled = new Set(["ready", "stopped", "needs-attention"]);

export function DeploymentPage() {
  const t = useTranslations("deployments");
  const { id } = useParams<{ id: string }>();
  const {
    data: d,
    error,
    refetch,
  } = useOne([...keys.deployments, id], `/api/deployments/${id}`, Deployment, { refetchInterval: 3000 });
  if (error && !d) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!d) return <Skeleton className="h-72 rounded-lg" />;
  return (
    <>
      <PageHeader
        title={d.name}
        parent={{ href: "/deployments", label: t("title") }}
        chips={
          <>
            <DeploymentStateChip state={d.state} testId={testIds.deploymentState} />
            <FakeChip fake={d.fake} />
          </>
        }
        actions={
          <>
            <DeploymentActions deployment={d} />
            {d.state === "ready" ? (
              <Button asChild variant="primary">
                <Link href={`/playground?right=${encodeURIComponent(d.name)}`} prefetch={false}>
                  <MessagesSquare aria-hidden /> {t("ask")}
                </Link>
              </Button>
            ) : null}
          </>
        }
      />
      <div className="flex flex-col gap-6">
        {d.wait && !settled.has(d.state) ? (
          <Panel title={t("waiting")}>
            <WaitText wait={d.wait} />
          </Panel>
        ) : null}
        {d.cause && (d.state === "needs-attention" || d.state === "restarting") ? (
          <CauseNote cause={d.cause} lines={d.lastLines} />
        ) : null}
        <DeploymentFacts deployment={d} />
        {d.onDeploymentId === null ? (
          <>
            <Replicas deployment={d} />
            <Sleep deployment={d} />
          </>
        ) : null}
        <Panel title={t("use")} note={t("useNote")}>
          <ClientSnippets model={d.name} secret={null} gives={d.gives} />
        </Panel>
        <Panel title={t("log")}>
          <LogView path={`/api/deployments/${d.id}/log`} filename={`${d.name}.log`} live={d.state !== "stopped"} />
        </Panel>
      </div>
    </>
  );
}
