"use client";
import type { Hardware } from "@sluice/agent/contract";
import { Cable, Unplug } from "lucide-react";
import { useTranslations } from "use-intl";
import { PlainTable } from "@/components/PlainTable.tsx";
import { Chip } from "@/components/ui/Chip.tsx";
import { Panel } from "@/components/ui/Panel.tsx";

export function NetworkTable({ network }: Pick<Hardware, "network">) {
  const t = useTranslations("hardware");
  return (
    <Panel title={t("network")} flush>
      <PlainTable
        label={t("network")}
        head={[
          { name: t("interface") },
          { name: t("state") },
          { name: t("addresses") },
          { name: t("linkSpeed"), align: "right" },
          { name: "MAC" },
        ]}
        rows={network.map((n) => ({
          id: n.name,
          cells: [
            n.name,
            <Chip key="s" tone={n.state === "up" ? "good" : "neutral"} icon={n.state === "up" ? Cable : Unplug}>
              {n.state === "up" ? t("up") : n.state === "down" ? t("down") : n.state === "unknown" ? t("stateUnknown") : n.state}
            </Chip>,
            <span key="a" className="font-mono text-[0.8125rem]">
              {n.addresses.join(", ") || "–"}
            </span>,
            n.speedMbps === null ? "–" : `${n.speedMbps} Mbit/s`,
            <span key="m" className="font-mono text-[0.8125rem]">
              {n.mac ?? "–"}
            </span>,
          ],
        }))}
      />
    </Panel>
  );
}
