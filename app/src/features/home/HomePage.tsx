"use client";
import { Box } from "@sluice/agent/contract";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { CardBar } from "@/components/CardBar.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";
import { BoxFacts } from "./BoxFacts.tsx";
import { FirstSteps } from "./FirstSteps.tsx";
import { NeedsYou } from "./NeedsYou.tsx";
import { RunningNow } from "./RunningNow.tsx";

export function HomePage() {
  const t = useTranslations("home");
  const { data: box, error, refetch } = useOne(keys.box, "/api/box", Box, { refetchInterval: 5000 });
  if (error && !box) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <PageHeader
        title={box?.name ?? <Skeleton className="h-8 w-48" />}
        note={t("note")}
        actions={
          <Button asChild variant="primary">
            <Link href="/jobs/new" prefetch={false}>
              <Plus aria-hidden /> {t("newJob")}
            </Link>
          </Button>
        }
      />
      <div className="flex flex-col gap-6">
        {box ? <NeedsYou items={box.attention} /> : null}
        <FirstSteps />
        {box ? <BoxFacts box={box} /> : <Skeleton className="h-28 rounded-lg" />}
        <RunningNow />
        <Panel title={t("cards")} note={t("cardsNote")}>
          {box ? (
            <div className="flex flex-col gap-6">
              {box.cards.map((card) => (
                <CardBar key={card.id} card={card} />
              ))}
              {box.cards.length === 0 ? <p className="text-quiet text-sm">{t("noCards")}</p> : null}
            </div>
          ) : (
            <Skeleton className="h-16" />
          )}
        </Panel>
      </div>
    </>
  );
}
