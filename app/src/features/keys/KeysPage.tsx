"use client";
import type { NewKey } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/PageHeader.tsx";
import { CreateKeyForm } from "./CreateKeyForm.tsx";
import { KeyTable } from "./KeyTable.tsx";
import { NewSecret } from "./NewSecret.tsx";
import { SnippetPanel } from "./SnippetPanel.tsx";

export function KeysPage() {
  const t = useTranslations("keys");
  const [made, setMade] = useState<NewKey | null>(null);
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <div className="flex flex-col gap-6">
        <CreateKeyForm onMade={setMade} />
        {made ? <NewSecret made={made} onDone={() => setMade(null)} /> : null}
        <KeyTable />
        <SnippetPanel secret={made?.secret ?? null} />
      </div>
    </>
  );
}
