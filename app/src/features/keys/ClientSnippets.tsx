"use client";
import type { Gives } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Snippet } from "@/components/Snippet.tsx";
import { Tabs } from "@/components/ui/Tabs.tsx";
import { chatSnippets, embeddingSnippets } from "./snippets.ts";

interface ClientSnippetsProps {
  model: string;
  /** Shown in the code when it is known (just made); else a placeholder. */
  secret: string | null;
  /** What the model answers; chat where nobody knows. */
  gives?: readonly Gives[];
}

export function ClientSnippets({ model, secret, gives = [] }: ClientSnippetsProps) {
  const t = useTranslations("keys");
  const [tab, setTab] = useState("curl");
  const client = { origin: window.location.origin, model, key: secret ?? "sk-sluice-…" };
  const embeds = gives.includes("embeddings") && !gives.includes("chat");
  const made = embeds ? embeddingSnippets(client) : chatSnippets(client);
  return (
    <>
      {window.location.protocol === "https:" ? (
        <p className="mb-3 text-quiet text-sm">
          {t("certificateNote")}{" "}
          <a className="text-gold-text underline" href="/sluice.pem" download="sluice.pem">
            sluice.pem
          </a>
        </p>
      ) : null}
      <Tabs
        label={t("snippets")}
        value={made.some((s) => s.id === tab) ? tab : "curl"}
        onChange={setTab}
        tabs={made.map(({ id, label, code }) => ({ id, label, content: <Snippet code={code} what={label} /> }))}
      />
    </>
  );
}
