"use client";
import type { RequestDetail } from "@sluice/agent/contract";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { useSession } from "@/lib/session.ts";
import { ExchangeView } from "./ExchangeView.tsx";
import { FeedbackForm } from "./FeedbackForm.tsx";
import { RequestFacts } from "./RequestFacts.tsx";
import { readExchange } from "./read-exchange.ts";
import { StatusChip } from "./StatusChip.tsx";
import { TimingBar } from "./TimingBar.tsx";
import { useRequest } from "./use-requests.ts";

export function RequestPage() {
  const t = useTranslations("requests");
  const id = decodeURIComponent(useParams<{ id: string }>().id);
  const { data: request, error, refetch } = useRequest(id);
  if (error && !request) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!request) return <Skeleton className="h-96 rounded-lg" />;
  return (
    <>
      <PageHeader
        title={<span className="break-all font-mono text-xl">{request.id}</span>}
        parent={{ href: "/requests", label: t("title") }}
        chips={<StatusChip line={request} />}
        note={
          <>
            <MomentText at={request.at} /> · {request.path} · {request.stream ? t("streamed") : t("whole")}
          </>
        }
      />
      <div className="flex flex-col gap-6">
        <Panel title={t("timing")}>
          <TimingBar line={request} />
        </Panel>
        <RequestFacts request={request} />
        <Exchange request={request} />
      </div>
    </>
  );
}

function Exchange({ request }: { request: RequestDetail }) {
  const t = useTranslations("requests");
  const tf = useTranslations("feedback");
  const me = useSession().data?.member?.id;
  if (!request.exchange)
    return (
      <Panel title={t("exchange")}>
        <p className="text-quiet text-sm">
          {request.isLogged ? t("exchangeGone") : t("notLogged")}{" "}
          {request.isLogged ? null : (
            <Link href="/settings?tab=project" prefetch={false} className="text-gold-text hover:underline">
              {t("toProject")}
            </Link>
          )}
        </p>
      </Panel>
    );
  const { answered } = readExchange(request.exchange);
  const mine = request.feedback.find((one) => one.createdBy === me) ?? null;
  const others = request.feedback.filter((one) => one !== mine);
  return (
    <>
      <ExchangeView exchange={request.exchange} />
      <Panel title={tf("title")} note={tf("note")}>
        <FeedbackForm requestId={request.id} answer={answered ?? ""} given={mine} />
        {others.length > 0 ? (
          <ul className="mt-5 flex flex-col gap-2 border-line border-t pt-4 text-sm">
            {others.map((one) => (
              <li key={`${one.createdBy}${one.at}`}>
                <MomentText at={one.at} /> · {one.rating ? tf(`rating.${one.rating}`) : tf("noRating")}
                {one.comment ? ` · ${one.comment}` : ""}
                {one.correction ? <p className="whitespace-pre-wrap text-quiet">{one.correction}</p> : null}
              </li>
            ))}
          </ul>
        ) : null}
      </Panel>
    </>
  );
}
