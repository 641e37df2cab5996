"use client";
import type { Hardware } from "@sluice/agent/contract";
import { CircleCheck, CircleHelp, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { PlainTable } from "@/components/PlainTable.tsx";
import { Chip } from "@/components/ui/Chip.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { useFormat } from "@/lib/use-format.ts";

export function DiskTable({ disks, filesystems }: Pick<Hardware, "disks" | "filesystems">) {
  const t = useTranslations("hardware");
  const f = useFormat();
  return (
    <>
      <Panel title={t("disks")} flush>
        {disks.length === 0 ? (
          <p className="p-5 text-quiet text-sm">{t("noDisks")}</p>
        ) : (
          <PlainTable
            label={t("disks")}
            head={[
              { name: t("device") },
              { name: t("model") },
              { name: t("type") },
              { name: t("size"), align: "right" },
              { name: t("health") },
            ]}
            rows={disks.map((d) => ({
              id: d.device,
              cells: [
                <code key="d" className="font-mono text-[0.8125rem]">
                  {d.device}
                </code>,
                d.name ?? "–",
                d.type ?? "–",
                f.bytes(d.sizeBytes),
                <Health key="h" health={d.health} />,
              ],
            }))}
          />
        )}
      </Panel>
      <Panel title={t("filesystems")} flush>
        <PlainTable
          label={t("filesystems")}
          head={[{ name: t("mount") }, { name: t("type") }, { name: t("used") }]}
          rows={filesystems.map((fs) => ({
            id: fs.mount,
            cells: [
              <code key="m" className="font-mono text-[0.8125rem]">
                {fs.mount}
              </code>,
              fs.type,
              <div key="u" className="flex items-center gap-3">
                <Progress value={fs.usedBytes / Math.max(1, fs.sizeBytes)} label={t("used")} className="w-28" />
                <span className="whitespace-nowrap text-quiet">
                  {t("usedOf", { used: f.bytes(fs.usedBytes), total: f.bytes(fs.sizeBytes) })}
                </span>
              </div>,
            ],
          }))}
        />
      </Panel>
    </>
  );
}

function Health({ health }: { health: string | null }) {
  const t = useTranslations("hardware");
  if (health === null || /^unknown$/i.test(health))
    return (
      <Chip icon={CircleHelp} title={t("healthUnknownHint")}>
        {t("healthUnknown")}
      </Chip>
    );
  const good = /^(ok|good|passed|healthy)$/i.test(health);
  return (
    <Chip tone={good ? "good" : "bad"} icon={good ? CircleCheck : TriangleAlert}>
      {good ? t("healthGood") : health}
    </Chip>
  );
}
