"use client";
import { useParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { ClientSnippets } from "@/features/keys/ClientSnippets.tsx";
import { CanaryPanel } from "./CanaryPanel.tsx";
import { LiveCharts } from "./LiveCharts.tsx";
import { PolicyPanel } from "./PolicyPanel.tsx";
import { RolledBack } from "./RolledBack.tsx";
import { RolloutChip } from "./RolloutChip.tsx";
import { RolloutHistory } from "./RolloutHistory.tsx";
import { RouteActions } from "./RouteActions.tsx";
import { TargetsPanel } from "./TargetsPanel.tsx";
import { useRollouts, useRoute, useRouteLive } from "./use-routes.ts";

/** What goes on now, who answers, by which rules, what was published before. */
export function RoutePage() {
  const t = useTranslations("routes");
  const { id } = useParams<{ id: string }>();
  const { data: route, error, refetch } = useRoute(id);
  const live = useRouteLive(id);
  const past = useRollouts(id);
  if (error && !route) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!route) return <Skeleton className="h-96 rounded-lg" />;
  const newest = past.data?.data[0];
  const fell = !route.rollout && newest?.state === "rolled-back" ? newest : null;
  return (
    <>
      <PageHeader
        title={route.name}
        parent={{ href: "/routes", label: t("title") }}
        chips={route.rollout ? <RolloutChip rollout={route.rollout} /> : null}
        note={route.aliases.length > 0 ? t("alsoCalled", { names: route.aliases.join(", ") }) : null}
        actions={<RouteActions route={route} />}
      />
      <div className="flex flex-col gap-6">
        {fell ? <RolledBack rollout={fell} /> : null}
        {route.rollout ? <CanaryPanel route={route} rollout={route.rollout} live={live.data} /> : null}
        <LiveCharts route={route} live={live.data} error={live.error} />
        <TargetsPanel route={route} />
        <PolicyPanel route={route} />
        <RolloutHistory rollouts={past.data?.data} pending={past.isPending} error={past.error} />
        <Panel title={t("use")} note={t("useNote")}>
          <ClientSnippets model={route.name} secret={null} />
        </Panel>
      </div>
    </>
  );
}
