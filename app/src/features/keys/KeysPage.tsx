"use client";
import type { NewKey } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Tabs } from "@/components/ui/Tabs.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { CreateKeyForm } from "./CreateKeyForm.tsx";
import { KeyTable } from "./KeyTable.tsx";
import { NewSecret } from "./NewSecret.tsx";
import { SnippetPanel } from "./SnippetPanel.tsx";

/** The code to paste stands beside a secret that was just made; later it has a tab of its own. */
export function KeysPage() {
  const t = useTranslations("keys");
  const [tab, setTab] = useUrlState("tab", "keys");
  const [made, setMade] = useState<NewKey | null>(null);
  const list = (
    <div className="flex flex-col gap-6">
      <CreateKeyForm onMade={setMade} />
      {made ? (
        <>
          <NewSecret made={made} onDone={() => setMade(null)} />
          {made.key.kind === "metrics" ? null : <SnippetPanel secret={made.secret} />}
        </>
      ) : null}
      <KeyTable />
    </div>
  );
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <Tabs
        label={t("title")}
        value={tab}
        onChange={setTab}
        tabs={[
          { id: "keys", label: t("title"), content: list },
          {
            id: "use",
            label: t("snippets"),
            content: <SnippetPanel secret={made?.key.kind === "metrics" ? null : (made?.secret ?? null)} />,
          },
        ]}
      />
    </>
  );
}
