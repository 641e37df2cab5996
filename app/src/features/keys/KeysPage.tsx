"use client";
import type { NewKey } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Tabs } from "@/components/ui/Tabs.tsx";
import { useDeployments } from "@/features/deployments/use-deployments.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { ClientSnippets } from "./ClientSnippets.tsx";
import { CreateKeyForm } from "./CreateKeyForm.tsx";
import { KeyTable } from "./KeyTable.tsx";
import { NewSecret } from "./NewSecret.tsx";
import { UsageTable } from "./UsageTable.tsx";

export function KeysPage() {
  const t = useTranslations("keys");
  const [tab, setTab] = useUrlState("tab", "keys");
  const [made, setMade] = useState<NewKey | null>(null);
  const deployments = useDeployments();
  const model = (deployments.rows.find((d) => d.state === "ready") ?? deployments.rows[0])?.name ?? "MODEL";
  return (
    <>
      <PageHeader title={t("pageTitle")} note={t("note")} />
      <Tabs
        label={t("title")}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            id: "keys",
            label: t("title"),
            content: (
              <div className="flex flex-col gap-6">
                <CreateKeyForm onMade={setMade} />
                {made ? <NewSecret made={made} onDone={() => setMade(null)} /> : null}
                <KeyTable />
                <Panel title={t("snippets")} note={t("snippetsNote", { model })}>
                  <ClientSnippets model={model} secret={made?.secret ?? null} />
                </Panel>
              </div>
            ),
          },
          { id: "usage", label: t("usage"), content: <UsageTable /> },
        ]}
      />
    </>
  );
}
