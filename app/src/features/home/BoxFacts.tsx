"use client";
import type { Box } from "@sluice/agent/contract";
import { Clock, Cpu, HardDrive, MemoryStick } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Progress } from "@/components/ui/Progress.tsx";
import { useFormat } from "@/lib/use-format.ts";

export function BoxFacts({ box }: { box: Box }) {
  const t = useTranslations("home");
  const f = useFormat();
  const { system, disk } = box;
  const usedDisk = disk.totalBytes - disk.freeBytes;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line shadow-card xl:grid-cols-4">
      <Fact
        icon={<Cpu aria-hidden />}
        name={t("cpu")}
        value={`${f.number(system.loadPercent)} %`}
        note={t("cores", { count: system.cores })}
        share={system.loadPercent / 100}
      />
      <Fact
        icon={<MemoryStick aria-hidden />}
        name={t("memory")}
        value={f.bytes(system.memoryUsedBytes)}
        note={t("of", { total: f.bytes(system.memoryTotalBytes) })}
        share={system.memoryUsedBytes / Math.max(1, system.memoryTotalBytes)}
      />
      <Fact
        icon={<HardDrive aria-hidden />}
        name={t("diskFree")}
        value={f.bytes(disk.freeBytes)}
        note={t("of", { total: f.bytes(disk.totalBytes) })}
        share={usedDisk / Math.max(1, disk.totalBytes)}
      />
      <Fact
        icon={<Clock aria-hidden />}
        name={t("uptime")}
        value={f.duration((Date.now() - Date.parse(box.startedAt)) / 1000)}
        note={t("version", { version: box.version })}
      />
    </dl>
  );
}

function Fact({
  icon,
  name,
  value,
  note,
  share,
}: {
  icon: ReactNode;
  name: string;
  value: string;
  note: string;
  share?: number;
}) {
  return (
    <div className="bg-surface p-5">
      <dt className="flex items-center gap-2 text-[0.8125rem] text-quiet [&_svg]:size-4">
        {icon} {name}
      </dt>
      <dd className="mt-1.5">
        <span className="font-semibold text-xl tabular-nums tracking-tight">{value}</span>
        <span className="ml-2 text-[0.8125rem] text-quiet max-sm:ml-0 max-sm:block">{note}</span>
        {share === undefined ? null : <Progress value={share} label={name} className="mt-2.5" />}
      </dd>
    </div>
  );
}
