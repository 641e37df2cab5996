"use client";
import type { Hardware } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useFormat } from "@/lib/use-format.ts";

/** Instruction sets that decide how fast training and serving on the processor are. */
const tellingFlags = /^(avx|avx2|avx512\w*|avx_vnni|amx\w*|f16c|fma|bf16|asimd|sve\w*|i8mm)$/;

export function HardwareFacts({ hardware: h }: { hardware: Hardware }) {
  const t = useTranslations("hardware");
  const f = useFormat();
  const flags = h.cpu.flags.filter((flag) => tellingFlags.test(flag));
  return (
    <div className="grid gap-6 xl:grid-cols-2">
      <Panel title={t("cpu")}>
        <Facts
          facts={[
            [t("model"), h.cpu.brand],
            [
              t("cores"),
              h.cpu.physicalCores === null ? h.cpu.cores : t("coresOf", { physical: h.cpu.physicalCores, logical: h.cpu.cores }),
            ],
            [t("speed"), h.cpu.speedGhz === null ? null : `${f.number(h.cpu.speedGhz, 2)} GHz`],
            [
              t("flags"),
              flags.length === 0 ? null : (
                <code key="f" className="font-mono text-xs">
                  {flags.join(" ")}
                </code>
              ),
            ],
          ]}
        />
      </Panel>
      <Panel title={t("memory")}>
        <Facts
          facts={[
            [t("total"), f.bytes(h.memory.totalBytes)],
            ...h.memory.modules.map(
              (m, i) =>
                [
                  m.slot ?? t("module", { number: i + 1 }),
                  [f.bytes(m.sizeBytes), m.type, m.clockMhz === null ? null : `${m.clockMhz} MHz`].filter(Boolean).join(" · "),
                ] as const,
            ),
          ]}
        />
      </Panel>
      <Panel title={t("board")}>
        <Facts
          facts={[
            [t("manufacturer"), h.board.manufacturer ?? t("unknown")],
            [t("model"), h.board.model ?? t("unknown")],
            [t("serial"), h.board.serial],
            ["BIOS", h.board.bios],
          ]}
        />
      </Panel>
      <Panel title={t("os")}>
        <Facts
          facts={[
            [t("distro"), `${h.os.distro} ${h.os.release}`],
            [t("kernel"), h.os.kernel],
            [t("hostname"), h.os.hostname],
            [t("arch"), h.os.arch],
          ]}
        />
      </Panel>
    </div>
  );
}
