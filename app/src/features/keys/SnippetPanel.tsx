"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Select } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { usePublicNames } from "@/features/routes/use-public-names.ts";
import { ClientSnippets } from "./ClientSnippets.tsx";

/** Code to paste, for the public name that is chosen. */
export function SnippetPanel({ secret }: { secret: string | null }) {
  const t = useTranslations("keys");
  const { names } = usePublicNames();
  const [chosen, setChosen] = useState("");
  const model = names.find((n) => n.name === chosen) ?? names.find((n) => n.isReady) ?? names[0];
  return (
    <Panel
      title={t("snippets")}
      note={t("snippetsNote")}
      actions={
        names.length > 1 ? (
          <Select aria-label={t("snippetsFor")} className="w-56" value={model?.name} onChange={(e) => setChosen(e.target.value)}>
            {names.map((n) => (
              <option key={n.name} value={n.name}>
                {n.isRoute ? t("routeOption", { name: n.name }) : n.name}
              </option>
            ))}
          </Select>
        ) : null
      }
    >
      <ClientSnippets model={model?.name ?? "MODEL"} secret={secret} gives={model?.gives ?? []} />
    </Panel>
  );
}
