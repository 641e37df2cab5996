"use client";
import { Box } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { HashText } from "@/components/HashText.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { SluiceMark } from "@/features/frame/SluiceMark.tsx";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";

export function About() {
  const t = useTranslations("settings");
  const { data: box } = useOne(keys.box, "/api/box", Box);
  return (
    <Panel className="max-w-3xl">
      <div className="mb-5 flex items-center gap-4">
        <SluiceMark className="size-12" />
        <div>
          <p className="font-semibold text-lg tracking-tight">Sluice</p>
          <p className="text-quiet text-sm">{t("aboutNote")}</p>
        </div>
      </div>
      <Facts
        facts={[
          [t("version"), box?.version],
          [t("startedAt"), <MomentText key="s" at={box?.startedAt} />],
          [
            t("address"),
            box ? <HashText key="a" value={`${window.location.origin}/v1`} what={t("address")} length={60} /> : null,
          ],
          [
            t("dataFolder"),
            box ? (
              <code key="d" className="break-all font-mono text-[0.8125rem]">
                {box.disk.path}
              </code>
            ) : null,
          ],
          [t("license"), "Apache-2.0"],
        ]}
      />
    </Panel>
  );
}
