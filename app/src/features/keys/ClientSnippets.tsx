"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Snippet } from "@/components/Snippet.tsx";
import { Tabs } from "@/components/ui/Tabs.tsx";
import { snippets } from "./snippets.ts";

interface ClientSnippetsProps {
  model: string;
  /** Shown in the code when it is known (just made); else a placeholder. */
  secret: string | null;
}

export function ClientSnippets({ model, secret }: ClientSnippetsProps) {
  const t = useTranslations("keys");
  const [tab, setTab] = useState("curl");
  const made = snippets(window.location.origin, model, secret ?? "sk-sluice-…");
  const labels = { curl: "curl", python: "Python", node: "Node.js" } as const;
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
        value={tab}
        onChange={setTab}
        tabs={(["curl", "python", "node"] as const).map((id) => ({
          id,
          label: labels[id],
          content: <Snippet code={made[id]} what={labels[id]} />,
        }))}
      />
    </>
  );
}
