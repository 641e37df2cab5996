"use client";
import { Rocket } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { useDeployments } from "@/features/deployments/use-deployments.ts";
import { useModels } from "@/features/models/use-models.ts";
import { useRoutes } from "@/features/routes/use-routes.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { Answers } from "./Answers.tsx";
import { type Askable, askables } from "./askables.ts";
import { PromptForm } from "./PromptForm.tsx";
import { pickSides } from "./pick-sides.ts";
import { type AskSettings, plainSettings, SettingsForm } from "./SettingsForm.tsx";
import { SidePicker } from "./SidePicker.tsx";
import { useConversation } from "./use-conversation.ts";

/** One question to one or two deployments, or public names, at once; by default the base on the left and the newest tuned model on the right. */
export function PlaygroundPage() {
  const t = useTranslations("playground");
  const deployments = useDeployments();
  const routes = useRoutes();
  const models = useModels();
  const [left, setLeft] = useUrlState("left");
  const [right, setRight] = useUrlState("right");
  const [settings, setSettings] = useState<AskSettings>(plainSettings);
  const talk = useConversation();
  const chatting = askables(routes.rows, deployments.rows);
  const sides = pickSides(chatting, models.rows, left, right);
  const chosen = [sides.left, sides.right].filter((one): one is Askable => one !== null);
  if (deployments.error && chatting.length === 0) return <ErrorState error={deployments.error} onRetry={deployments.retry} />;
  const ask = (prompt: string): void =>
    talk.ask({ prompt, settings, left: sides.left?.name ?? null, right: sides.right?.name ?? null });
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      {deployments.pending || routes.pending ? (
        <Skeleton className="h-80 rounded-lg" />
      ) : chatting.length === 0 ? (
        <Panel flush>
          <EmptyState icon={Rocket} title={t("empty")} note={t("emptyNote")}>
            <Button asChild variant="primary">
              <Link href="/models">{t("toModels")}</Link>
            </Button>
          </EmptyState>
        </Panel>
      ) : (
        <div className="flex flex-col gap-5">
          <div className="grid gap-4 md:grid-cols-2">
            <SidePicker label={t("left")} testId={testIds.playgroundLeft} all={chatting} value={sides.left} onChange={setLeft} />
            <SidePicker
              label={t("right")}
              testId={testIds.playgroundRight}
              all={chatting}
              value={sides.right}
              onChange={setRight}
            />
          </div>
          <Answers turns={talk.turns} />
          <PromptForm
            disabled={chosen.length === 0}
            busy={talk.busy}
            onAsk={ask}
            onStop={talk.stop}
            onClear={talk.turns.length > 0 ? talk.clear : null}
          />
          <SettingsForm settings={settings} onChange={setSettings} />
        </div>
      )}
    </>
  );
}
