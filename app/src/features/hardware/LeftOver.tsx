"use client";
import { type Orphan, type Run, Strays } from "@sluice/agent/contract";
import { LoaderCircle, Undo2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { Chip } from "@/components/ui/Chip.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useOne } from "@/lib/use-one.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { StopLeftOver } from "./StopLeftOver.tsx";

/** Processes this box started for runs it does not know any more. Nothing is done about them until a person says so. */
export function LeftOver() {
  const t = useTranslations("hardware");
  const strays = useOne(keys.strays, "/api/strays", Strays, { refetchInterval: 10_000 });
  const { orphans = [], takenBack = [] } = strays.data ?? {};
  if (orphans.length + takenBack.length === 0) return null;
  return (
    <Panel title={t("leftOver")} note={t("leftOverNote")} flush className="border-warn/40">
      <ul className="divide-y divide-line">
        {orphans.map((orphan) => (
          <OrphanLine key={orphan.id} orphan={orphan} />
        ))}
        {takenBack.map((run) => (
          <TakenBackLine key={run.id} run={run} />
        ))}
      </ul>
    </Panel>
  );
}

const line = "flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5 text-sm";

function OrphanLine({ orphan }: { orphan: Orphan }) {
  const t = useTranslations("hardware");
  const f = useFormat();
  const adopt = useVerb({
    run: () => call("POST", `/api/strays/${orphan.id}/adopt`, { schema: Strays, body: {} }),
    touches: [keys.strays, keys.box],
    said: t("adopted"),
  });
  const processes = orphan.processes.map((one) => `${one.command} (${one.pid})`).join(", ");
  const since = f.moment(new Date(orphan.since).toISOString());
  return (
    <li className={line}>
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          <code className="font-mono text-[0.8125rem]">{orphan.runId}</code>
          {orphan.engineId === null ? null : <span className="text-quiet"> · {orphan.engineId}</span>}
        </p>
        <p className="truncate text-[0.8125rem] text-quiet" title={processes}>
          {t("leftOverLine", { bytes: f.bytes(orphan.memoryBytes), since, processes })}
        </p>
        {orphan.cannotAdopt === null ? null : <p className="text-[0.8125rem] text-quiet">{t("cannotAdopt")}</p>}
      </div>
      {orphan.isStopping ? (
        <Stopping />
      ) : (
        <>
          <Button size="sm" onClick={() => adopt.mutate()} disabled={adopt.isPending || orphan.cannotAdopt !== null}>
            <Undo2 aria-hidden /> {t("adopt")}
          </Button>
          <StopLeftOver id={orphan.id} what={processes} />
        </>
      )}
    </li>
  );
}

/** It has no page of its own: what is known of it stands here. */
function TakenBackLine({ run }: { run: Run }) {
  const t = useTranslations("hardware");
  const f = useFormat();
  return (
    <li className={line}>
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {run.label} <code className="font-mono text-[0.8125rem] text-quiet">{run.id}</code>
        </p>
        <p className="text-[0.8125rem] text-quiet">{t("takenBackLine", { bytes: f.bytes(run.memoryBytes) })}</p>
      </div>
      {run.phase === "stopping" ? <Stopping /> : <StopLeftOver id={run.id} what={run.label} />}
    </li>
  );
}

function Stopping() {
  const t = useTranslations("hardware");
  return (
    <Chip tone="info" icon={LoaderCircle} spin>
      {t("stopping")}
    </Chip>
  );
}
