"use client";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Tabs } from "@/components/ui/Tabs.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { About } from "./About.tsx";
import { BoxSettings } from "./BoxSettings.tsx";
import { Engines } from "./Engines.tsx";
import { Packs } from "./Packs.tsx";
import { ProjectSettings } from "./ProjectSettings.tsx";

export function SettingsPage() {
  const t = useTranslations("settings");
  const [tab, setTab] = useUrlState("tab", "box");
  return (
    <>
      <PageHeader title={t("title")} />
      <Tabs
        label={t("title")}
        value={tab}
        onChange={setTab}
        tabs={[
          { id: "box", label: t("box"), content: <BoxSettings /> },
          { id: "project", label: t("project"), content: <ProjectSettings /> },
          {
            id: "engines",
            label: t("engines"),
            content: (
              <div className="flex flex-col gap-6">
                <Packs />
                <Engines />
              </div>
            ),
          },
          { id: "about", label: t("about"), content: <About /> },
        ]}
      />
    </>
  );
}
