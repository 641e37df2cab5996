"use client";
import { Rocket, Send, SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import { useParams, useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { FakeChip } from "@/components/FakeChip.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { DeployDialog } from "@/features/deployments/DeployDialog.tsx";
import { PublishDialog } from "@/features/routes/PublishDialog.tsx";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useOne } from "@/lib/use-one.ts";
import { DeleteModel } from "./DeleteModel.tsx";
import { KindChip, ModelStateChip } from "./ModelChips.tsx";
import { ModelFacts } from "./ModelFacts.tsx";
import { ModelFiles } from "./ModelFiles.tsx";
import { ModelLineage } from "./ModelLineage.tsx";
import { ModelDetail } from "./model-detail.ts";
import { UsedBy } from "./UsedBy.tsx";

export function ModelPage() {
  const t = useTranslations("models");
  const router = useRouter();
  const { id } = useParams<{ id: string }>();
  const { data: model, error, refetch } = useOne([...keys.models, id], `/api/models/${id}`, ModelDetail);
  const [open, setOpen] = useState<"deploy" | "publish" | null>(null);
  const close = () => setOpen(null);
  if (error && !model) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!model) return <Skeleton className="h-72 rounded-lg" />;
  return (
    <>
      <PageHeader
        title={model.name}
        parent={{ href: "/models", label: t("title") }}
        chips={
          <>
            <KindChip kind={model.kind} />
            <ModelStateChip model={model} />
            <FakeChip fake={model.fake} />
          </>
        }
        actions={
          <>
            {model.kind === "base" ? null : <DeleteModel model={model} />}
            {model.trainable ? (
              <Button asChild>
                <Link href={`/jobs/new?base=${model.id}`} prefetch={false}>
                  <SlidersHorizontal aria-hidden /> {t("train")}
                </Link>
              </Button>
            ) : null}
            {model.servable ? (
              <>
                <Button disabled={model.state !== "ready"} onClick={() => setOpen("publish")}>
                  <Send aria-hidden /> {t("publish")}
                </Button>
                <Button
                  variant="primary"
                  data-testid={testIds.jobDeploy}
                  disabled={model.state !== "ready"}
                  onClick={() => setOpen("deploy")}
                >
                  <Rocket aria-hidden /> {t("deploy")}
                </Button>
              </>
            ) : null}
          </>
        }
      />
      {model.stateDetail && model.state !== "ready" ? <p className="mb-6 text-quiet">{model.stateDetail}</p> : null}
      <div className="flex flex-col gap-6">
        <Panel title={t("lineage")} note={t("lineageNote")}>
          <ModelLineage model={model} />
        </Panel>
        <div className="grid gap-6 xl:grid-cols-2">
          <ModelFacts model={model} />
          <UsedBy users={model.usedBy} />
        </div>
        <ModelFiles files={model.files} />
      </div>
      {open === "deploy" ? (
        <DeployDialog model={model} onClose={close} onDeployed={(d) => router.push(`/deployments/${d.id}`)} />
      ) : null}
      {open === "publish" ? (
        <PublishDialog route={null} model={model} onClose={close} onPublished={(r) => router.push(`/routes/${r.routeId}`)} />
      ) : null}
    </>
  );
}
