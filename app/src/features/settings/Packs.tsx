"use client";
import type { PackInfo } from "@sluice/agent/contract";
import { CircleCheck, CircleDashed, Download, LoaderCircle } from "lucide-react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { PlainTable } from "@/components/PlainTable.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Chip } from "@/components/ui/Chip.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { SkeletonRows } from "@/components/ui/Skeleton.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { useEngines } from "./use-engines.ts";

const looks = {
  missing: { tone: "neutral", icon: CircleDashed },
  installing: { tone: "info", icon: LoaderCircle, spin: true },
  ready: { tone: "good", icon: CircleCheck },
} as const;

const known = ["train", "prepare", "tokens", "serve"] as const;
const isKnown = (g: string): g is (typeof known)[number] => known.some((k) => k === g);

export function Packs() {
  const t = useTranslations("settings");
  const f = useFormat();
  const { data, error, refetch } = useEngines();
  const install = useVerb({
    run: (pack: PackInfo) => call("POST", `/api/packs/${pack.id}/install`),
    touches: [keys.engines],
    said: t("installing"),
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Panel title={t("packs")} note={t("packsNote")} flush>
      {data ? (
        <PlainTable
          label={t("packs")}
          head={[
            { name: t("pack") },
            { name: t("gives") },
            { name: t("state") },
            { name: t("version") },
            { name: t("disk"), align: "right" },
            { name: "", align: "right" },
          ]}
          rows={data.packs.map((pack) => ({
            id: pack.id,
            cells: [
              <PackName key="t" pack={pack} />,
              pack.gives.map((g) => (isKnown(g) ? t(`givesWhat.${g}`) : g)).join(t("comma")),
              <Chip key="s" {...looks[pack.state]}>
                {t(`packState.${pack.state}`)}
              </Chip>,
              <code key="v" className="font-mono text-[0.8125rem]">
                {pack.version ?? "–"}
              </code>,
              f.bytes(pack.diskBytes),
              pack.state === "missing" ? (
                <Button key="i" size="sm" disabled={install.isPending} onClick={() => install.mutate(pack)}>
                  <Download aria-hidden /> {t("install")}
                </Button>
              ) : null,
            ],
          }))}
        />
      ) : (
        <SkeletonRows rows={2} />
      )}
    </Panel>
  );
}

/** Its name, and below it how far its installation is, or why the last one failed (pip's own words: not translated). */
function PackName({ pack }: { pack: PackInfo }) {
  const step = pack.progress && pack.progress.steps > 0 ? `${pack.progress.step}/${pack.progress.steps} · ` : "";
  return (
    <div>
      <span className="font-medium">{pack.title}</span>
      {pack.progress ? <p className="text-faint text-xs">{`${step}${pack.progress.title}`}</p> : null}
      {pack.problem ? <p className="max-w-prose text-bad text-xs">{pack.problem}</p> : null}
    </div>
  );
}
