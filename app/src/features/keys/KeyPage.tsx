"use client";
import type { Key, NewKey } from "@sluice/agent/contract";
import { ListTree } from "lucide-react";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Facts } from "@/components/Facts.tsx";
import { HashText } from "@/components/HashText.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { BudgetBars } from "./BudgetBars.tsx";
import { KeyActions } from "./KeyActions.tsx";
import { KeyStateChip } from "./KeyStateChip.tsx";
import { NewSecret } from "./NewSecret.tsx";
import { useKey } from "./use-keys.ts";

export function KeyPage() {
  const t = useTranslations("keys");
  const { id } = useParams<{ id: string }>();
  const { data: key, error, refetch } = useKey(id);
  const [made, setMade] = useState<NewKey | null>(null);
  if (error && !key) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!key) return <Skeleton className="h-72 rounded-lg" />;
  return (
    <>
      <PageHeader
        title={key.name}
        parent={{ href: "/keys", label: t("title") }}
        chips={<KeyStateChip of={key} />}
        actions={
          <>
            <KeyActions of={key} onRotated={setMade} />
            <Button asChild>
              <Link href={`/requests?key=${key.id}`} prefetch={false}>
                <ListTree aria-hidden /> {t("toRequests")}
              </Link>
            </Button>
          </>
        }
      />
      <div className="flex flex-col gap-6">
        {made ? <NewSecret made={made} rotated onDone={() => setMade(null)} /> : null}
        <KeyFacts of={key} />
        <div className="grid gap-6 xl:grid-cols-2">
          <KeyLimits of={key} />
          <Panel title={t("budgets")} note={t("budgetsNote")}>
            {key.budgets.length === 0 ? <p className="text-quiet text-sm">{t("noBudgets")}</p> : <BudgetBars of={key} />}
          </Panel>
        </div>
      </div>
    </>
  );
}

function KeyFacts({ of: key }: { of: Key }) {
  const t = useTranslations("keys");
  const moment = (at: string | null) => (at ? <MomentText at={at} /> : null);
  return (
    <Panel title={t("facts")}>
      <Facts
        columns={4}
        facts={[
          [
            t("hint"),
            <code key="h" className="font-mono text-[0.8125rem]">
              {key.hint}
            </code>,
          ],
          [t("kind"), key.kind === "project" || key.kind === "metrics" ? t(`kindOf.${key.kind}`) : key.ownerName],
          [t("department"), key.department],
          [t("createdAt"), moment(key.createdAt)],
          [t("lastUsed"), key.lastUsedAt ? moment(key.lastUsedAt) : t("never")],
          [t("expires"), key.expiresAt ? moment(key.expiresAt) : t("neverExpires")],
          [t("disabledAt"), moment(key.disabledAt)],
          [t("revokedAt"), moment(key.revokedAt)],
          [
            t("previous"),
            key.previous ? (
              <span key="p">
                <code className="font-mono text-[0.8125rem]">{key.previous.hint}</code> {t("worksUntil")}{" "}
                <MomentText at={key.previous.until} />
              </span>
            ) : null,
          ],
          ["ID", <HashText key="id" value={key.id} what="ID" length={24} />],
        ]}
      />
    </Panel>
  );
}

function KeyLimits({ of: key }: { of: Key }) {
  const t = useTranslations("keys");
  const f = useFormat();
  return (
    <Panel title={t("limits")} note={t("limitsPanelNote")}>
      <Facts
        facts={[
          [t("allowedRoutes"), key.allowedRoutes === null ? t("everyRoute") : key.allowedRoutes.join(", ")],
          [t("ips"), key.ips === null ? t("everyAddress") : key.ips.join(", ")],
          [t("requestsPerMinute"), key.requestsPerMinute === null ? t("unlimited") : f.number(key.requestsPerMinute)],
          [t("tokensPerMinute"), key.tokensPerMinute === null ? t("unlimited") : f.number(key.tokensPerMinute)],
        ]}
      />
    </Panel>
  );
}
