"use client";
import { Box, Hardware } from "@sluice/agent/contract";
import { RotateCw } from "lucide-react";
import { useTranslations } from "use-intl";
import { CardBar } from "@/components/CardBar.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { call } from "@/lib/agent.ts";
import { queryClient } from "@/lib/query-client.ts";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { DiskTable } from "./DiskTable.tsx";
import { HardwareFacts } from "./HardwareFacts.tsx";
import { HoldersTable } from "./HoldersTable.tsx";
import { LeftOver } from "./LeftOver.tsx";
import { NetworkTable } from "./NetworkTable.tsx";

export function HardwarePage() {
  const t = useTranslations("hardware");
  const { data, error, refetch } = useOne(keys.hardware, "/api/hardware", Hardware, { staleTime: Number.POSITIVE_INFINITY });
  const box = useOne(keys.box, "/api/box", Box);
  const again = useVerb({
    run: () => call("GET", "/api/hardware?refresh=1", { schema: Hardware }),
    touches: [],
    done: (read) => queryClient.setQueryData(keys.hardware, read),
    said: t("readAgainDone"),
  });
  return (
    <>
      <PageHeader
        title={t("title")}
        note={
          data ? (
            <>
              {t("readAt")} <MomentText at={data.readAt} />
            </>
          ) : (
            t("note")
          )
        }
        actions={
          <Button onClick={() => again.mutate()} disabled={again.isPending}>
            <RotateCw aria-hidden className={again.isPending ? "animate-spin" : ""} /> {t("readAgain")}
          </Button>
        }
      />
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      <div className="flex flex-col gap-6">
        <LeftOver />
        <Panel title={t("cards")}>
          <div className="flex flex-col gap-6">
            {box.data ? box.data.cards.map((c) => <CardBar key={c.id} card={c} />) : <Skeleton className="h-16" />}
          </div>
        </Panel>
        {box.data ? <HoldersTable cards={box.data.cards} /> : null}
        {data ? (
          <>
            <HardwareFacts hardware={data} />
            <DiskTable disks={data.disks} filesystems={data.filesystems} />
            <NetworkTable network={data.network} />
          </>
        ) : error ? null : (
          <>
            <Skeleton className="h-48 rounded-lg" />
            <Skeleton className="h-48 rounded-lg" />
          </>
        )}
      </div>
    </>
  );
}
