"use client";
import type { RequestDetail } from "@sluice/agent/contract";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Facts } from "@/components/Facts.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useCurrency } from "@/features/usage/use-prices.ts";
import { useFormat } from "@/lib/use-format.ts";
import { speedOf } from "./timing.ts";

export function RequestFacts({ request: r }: { request: RequestDetail }) {
  const t = useTranslations("requests");
  const f = useFormat();
  const currency = useCurrency();
  const speed = speedOf(r);
  const link = (href: string, name: string) => (
    <Link key={href} href={href} prefetch={false} className="underline-offset-4 hover:underline">
      {name}
    </Link>
  );
  return (
    <Panel title={t("facts")}>
      <Facts
        columns={4}
        facts={[
          [t("promptTokens"), f.number(r.promptTokens)],
          [t("cachedTokens"), r.cachedTokens > 0 ? f.number(r.cachedTokens) : null],
          [t("completionTokens"), f.number(r.completionTokens)],
          [t("estimated"), r.estimated ? t("estimatedNote") : null],
          [t("speed"), speed === null ? null : t("tokensPerSecond", { speed: f.number(speed, 1) })],
          [t("cost"), f.money(r.cost, currency)],
          [t("tries"), r.tries > 1 ? t("triesOf", { count: r.tries }) : f.number(r.tries)],
          [t("cut"), r.cut ? t(`cutBy.${r.cut}`) : null],
          [t("route"), r.route],
          [t("deployment"), r.deploymentId === "" ? null : link(`/deployments/${r.deploymentId}`, r.deploymentName)],
          [t("model"), r.modelId === "" ? null : link(`/models/${r.modelId}`, r.modelName)],
          [t("key"), link(`/keys/${r.keyId}`, r.keyName)],
        ]}
      />
    </Panel>
  );
}
