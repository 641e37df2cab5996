"use client";
import type { Deployment } from "@sluice/agent/contract";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useFormat } from "@/lib/use-format.ts";

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
          [t("memory"), d.memoryBytes > 0 ? f.bytes(d.memoryBytes) : null],
          [t("context"), typeof context === "number" ? t("tokens", { count: f.number(context) }) : null],
          [t("readySince"), d.readySince ? <MomentText key="r" at={d.readySince} /> : null],
          [t("readySeconds"), d.readySeconds === null ? null : f.duration(d.readySeconds)],
          [t("restarts"), f.number(d.restarts)],
          [t("nextRestart"), d.nextRestartAt ? <MomentText key="n" at={d.nextRestartAt} /> : null],
          [t("gives"), d.gives.map((g) => `/v1/${g === "chat" ? "chat/completions" : "completions"}`).join(", ")],
          [t("wanted"), t(`wantedState.${d.wanted}`)],
        ]}
      />
    </Panel>
  );
}
