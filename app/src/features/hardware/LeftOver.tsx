"use client";
import { type Orphan, Strays } from "@sluice/agent/contract";
import { LoaderCircle, Square, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Chip } from "@/components/ui/Chip.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useOne } from "@/lib/use-one.ts";
import { useVerb } from "@/lib/use-verb.ts";

/** Processes this box started for runs it does not know any more. Nothing is done about them until a person says so. */
export function LeftOver() {
  const t = useTranslations("hardware");
  const strays = useOne(keys.strays, "/api/strays", Strays, { refetchInterval: 10_000 });
  const orphans = strays.data?.orphans ?? [];
  if (orphans.length === 0) return null;
  return (
    <Panel title={t("leftOver")} note={t("leftOverNote")} flush className="border-warn/40">
      <ul className="divide-y divide-line">
        {orphans.map((orphan) => (
          <OrphanLine key={orphan.id} orphan={orphan} />
        ))}
      </ul>
    </Panel>
  );
}

function OrphanLine({ orphan }: { orphan: Orphan }) {
  const t = useTranslations("hardware");
  const f = useFormat();
  const [asks, setAsks] = useState(false);
  const touches = [keys.strays, keys.box];
  const verb = (name: "adopt" | "stop") => call("POST", `/api/strays/${orphan.id}/${name}`, { schema: Strays, body: {} });
  const adopt = useVerb({ run: () => verb("adopt"), touches, said: t("adopted") });
  const stop = useVerb({ run: () => verb("stop"), touches, said: t("stopAsked"), done: () => setAsks(false) });
  const processes = orphan.processes.map((one) => `${one.command} (${one.pid})`).join(", ");
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5 text-sm">
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          <code className="font-mono text-[0.8125rem]">{orphan.runId}</code>
          {orphan.engineId === null ? null : <span className="text-quiet"> · {orphan.engineId}</span>}
        </p>
        <p className="truncate text-[0.8125rem] text-quiet" title={processes}>
          {t("leftOverLine", {
            bytes: f.bytes(orphan.memoryBytes),
            since: f.moment(new Date(orphan.since).toISOString()),
            processes,
          })}
        </p>
        {orphan.cannotAdopt === null ? null : <p className="text-[0.8125rem] text-quiet">{t("cannotAdopt")}</p>}
      </div>
      {orphan.isStopping ? (
        <Chip tone="info" icon={LoaderCircle} spin>
          {t("stopping")}
        </Chip>
      ) : (
        <>
          <Button size="sm" onClick={() => adopt.mutate()} disabled={adopt.isPending || orphan.cannotAdopt !== null}>
            <Undo2 aria-hidden /> {t("adopt")}
          </Button>
          <Button size="sm" onClick={() => setAsks(true)}>
            <Square aria-hidden /> {t("stop")}
          </Button>
        </>
      )}
      <ConfirmDialog
        open={asks}
        onOpenChange={setAsks}
        title={t("stopTitle")}
        action={t("stop")}
        pending={stop.isPending}
        onConfirm={() => stop.mutate()}
      >
        <p>{t("stopNote", { processes })}</p>
      </ConfirmDialog>
    </li>
  );
}
